/** Flux's API groups. */
export const sourceGroup = "source.toolkit.fluxcd.io";
export const notificationGroup = "notification.toolkit.fluxcd.io";
export const kustomizeGroup = "kustomize.toolkit.fluxcd.io";

/** Labels on every applied object: which Kustomization it belongs to. */
export const ownerNameLabel = `${kustomizeGroup}/name`;
export const ownerNamespaceLabel = `${kustomizeGroup}/namespace`;

/** Flux's finalizer; ours too, so that either agent finishes what the other began. */
export const finalizer = "finalizers.fluxcd.io";

/** Name under which the agent owns fields. Not Flux's: a hand-over between the two stays visible in `managedFields`. */
export const fieldManager = "groundwork-agent";

/** Flux's field manager. Its controllers write finalizers and status under other names. */
export const fluxFieldManager = "kustomize-controller";

export const annotations = {
  /** Any new value asks for a reconciliation at once. */
  requestedAt: "reconcile.fluxcd.io/requestedAt",
  /** On an object: `disabled` keeps it when it leaves the source. */
  prune: `${kustomizeGroup}/prune`,
  /** On an object, in Git or in the cluster: `disabled` leaves it alone. */
  reconcile: `${kustomizeGroup}/reconcile`,
  /**
   * On an object: `IfNotPresent` creates it once; `Merge` keeps the fields that kubectl added; `Ignore`, in Git or in the cluster,
   * leaves it alone. Any other value means `Override`, which is how every object is applied.
   */
  apply: `${kustomizeGroup}/ssa`,
  /** On an object: `enabled` creates it anew when an immutable field changes. */
  force: `${kustomizeGroup}/force`,
  /** On an event: the revision it is about. */
  revision: `${kustomizeGroup}/revision`,
  /** On a Kustomization: `detect-only` reports differences and changes nothing. */
  mode: "groundwork.dev/mode",
  /** On a Kustomization: the commit whose mass pruning is wanted, or `always`. */
  acceptMassPrune: "groundwork.dev/accept-mass-prune",
  /** On a GitRepository: the commit that may replace the history seen so far. */
  acceptHistoryRewrite: "groundwork.dev/accept-history-rewrite",
  /** On a suspended Kustomization: who did it, when, why, and until when it is meant. */
  suspendedBy: "groundwork.dev/suspended-by",
  suspendedAt: "groundwork.dev/suspended-at",
  suspendedReason: "groundwork.dev/suspended-reason",
  suspendedUntil: "groundwork.dev/suspended-until",
} as const;

/** What an object is called among objects of its kind. */
export interface NamespacedName {
  readonly namespace: string;
  readonly name: string;
}

/** `namespace/name` */
export const keyOf = ({ namespace, name }: NamespacedName): string => `${namespace}/${name}`;
