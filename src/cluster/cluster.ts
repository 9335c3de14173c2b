/** How to reach one cluster: a kubeconfig file's text. Holds a credential; never logged, never shown. */
export interface ClusterAccess {
  /** As in the stack's `clusters` output. */
  readonly name: string;
  readonly kubeconfig: string;
  /** How a person starts `kubectl` for it, without any credential; `kubectl` alone when left out. */
  readonly kubectl?: string;
  /** What the environment's program has put there: name of the `Kustomization` and of the `GitRepository`. */
  readonly sync: { readonly namespace: string; readonly name: string };
}

/** A condition of a Kubernetes object, as Flux writes them. */
export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
  readonly since: Date;
}

/** One object of the environment that the agent could not apply, or that is not healthy. */
export interface ObjectProblem {
  /** `<Kind>/<namespace>/<name>` as far as the agent says. */
  readonly object: string;
  readonly problem: string;
}

/** What the sync agent says about one `Kustomization` and the `GitRepository` that feeds it. */
export interface SyncStatus {
  readonly namespace: string;
  readonly name: string;
  readonly ready: Condition | undefined;
  readonly source: Condition | undefined;
  /** True when the agent says that fetching again alone will not help. */
  readonly sourceStalled: boolean;
  /** True while the agent has not yet asked Git since the newest spec or request. */
  readonly sourceStale: boolean;
  readonly suspended: boolean;
  /** Commit of the manifests that are applied and healthy, from `lastAppliedRevision`. */
  readonly appliedCommit: string | undefined;
  readonly attemptedCommit: string | undefined;
  /** Commit that the source has fetched. */
  readonly fetchedCommit: string | undefined;
  /** True when the agent says that trying again alone will not help. */
  readonly stalled: boolean;
  /** True while the agent has not yet looked at the newest spec or request. */
  readonly stale: boolean;
  readonly objects: number;
  readonly problems: readonly ObjectProblem[];
}

/**
 * The cluster side of an environment, as far as the driver looks at it: it reads the sync agent's status and asks it to look
 * at Git now. It never applies anything.
 */
export interface Clusters {
  /**
   * What the agent says about the environment's own `Kustomization`.
   *
   * @throws {ClusterUnreachable} with the API server's own words, also when it does not answer in time.
   * @throws {NoSyncAgent} when it is not there.
   * @throws {UnusableKubeconfig}
   */
  syncStatus(cluster: ClusterAccess): Promise<SyncStatus>;
  /** Asks source and kustomization to reconcile now. Repeatable. @throws as {@link syncStatus}. */
  requestSync(cluster: ClusterAccess, at: Date): Promise<void>;
}
