import { type KubernetesObject } from "../../kubernetes/client/index.ts";
import type { Condition } from "../../kubernetes/flux/index.ts";
import { annotations, type InventoryEntry, type NamespacedName } from "../../kubernetes/flux/index.ts";
import {
  type Overlay,
  overlayFields,
  overlayOf,
  SpecReader,
  type Substitution,
  substitutionOf,
} from "../../kubernetes/kustomization/index.ts";
import { defined, isObject } from "../../lib/index.ts";
import type { Expression } from "../cel/index.ts";
import { decryptionOf, type WantedDecryption } from "./decryption.ts";
import { expressionOf, type HealthExpressions, healthExpressionsOf } from "./expressions.ts";
import type { InvalidSpec } from "./git-repository.ts";
import { refusedFields } from "./refused-fields.ts";

/** A `Kustomization` as the agent understands it. */
export interface Kustomization extends NamespacedName {
  readonly uid: string;
  readonly generation: number;
  readonly deleting: boolean;
  readonly finalizers: readonly string[];
  readonly interval: number;
  readonly retryInterval?: number;
  readonly timeout: number;
  readonly path: string;
  readonly prune: boolean;
  readonly source: NamespacedName;
  readonly dependsOn: readonly Dependency[];
  readonly suspend: boolean;
  readonly force: boolean;
  readonly wait: boolean;
  readonly healthChecks: readonly HealthCheck[];
  readonly healthExpressions: readonly HealthExpressions[];
  /** In its own namespace: the account in whose name objects are written. The agent's own when left out. */
  readonly serviceAccountName?: string;
  readonly targetNamespace?: string;
  readonly deletionPolicy: DeletionPolicy;
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  readonly substitution?: Substitution;
  readonly overlay?: Overlay;
  readonly decryption?: WantedDecryption;
  readonly requestedAt?: string;
  readonly detectOnly: boolean;
  readonly acceptedMassPrune?: string;
  readonly status: KustomizationStatus;
}

export type DeletionPolicy = "MirrorPrune" | "Delete" | "WaitForTermination" | "Orphan";
const deletionPolicies: readonly string[] = ["MirrorPrune", "Delete", "WaitForTermination", "Orphan"];

/** Another Kustomization that has to be ready first. */
export interface Dependency extends NamespacedName {
  /** Says what ready means, of `self` and `dep`, instead of the usual rules. */
  readonly readyExpr?: Expression;
}

export interface HealthCheck {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface KustomizationStatus {
  readonly observedGeneration?: number;
  readonly lastAppliedRevision?: string;
  readonly lastAttemptedRevision?: string;
  readonly lastHandledReconcileAt?: string;
  readonly conditions?: readonly Condition[];
  readonly inventory?: { readonly entries: readonly InventoryEntry[] };
  readonly history?: readonly Snapshot[];
}

/** Passes over the same objects that ended the same way. */
export interface Snapshot {
  readonly digest: string;
  readonly firstReconciled: string;
  readonly lastReconciled: string;
  readonly lastReconciledDuration: string;
  readonly lastReconciledStatus: string;
  readonly totalReconciliations: number;
  readonly metadata: { readonly revision: string };
}

const knownFields = (
  "interval retryInterval timeout path prune sourceRef dependsOn suspend force wait healthChecks healthCheckExprs " +
  "serviceAccountName targetNamespace deletionPolicy commonMetadata postBuild decryption"
).split(" ");

/** Reads a `Kustomization`. A field that is not honored is a reason to refuse the whole, never ignored. */
export function kustomizationOf(object: KubernetesObject): Kustomization | InvalidSpec {
  const problems: string[] = [];
  const { metadata } = object;
  const spec = new SpecReader(object["spec"], "spec", problems);
  const namespace = metadata.namespace ?? "";
  const unsupported = [...spec.unknown([...knownFields, ...overlayFields])];
  const source = sourceOf(spec.one("sourceRef"), namespace, unsupported);
  const expressionProblems: string[] = [];
  const dependsOn = spec.many("dependsOn").map((item, index) => {
    unsupported.push(...item.unknown(["name", "namespace", "readyExpr"]));
    const at = `spec.dependsOn[${index}].readyExpr`;
    const readyExpr = expressionOf(item.text("readyExpr"), at, expressionProblems);
    return {
      name: item.requiredText("name"),
      namespace: item.text("namespace") ?? namespace,
      ...defined({ readyExpr }),
    };
  });
  const interval = spec.requiredDuration("interval");
  const deletionPolicy = spec.text("deletionPolicy") ?? "MirrorPrune";
  if (!deletionPolicies.includes(deletionPolicy))
    problems.push(`spec.deletionPolicy "${deletionPolicy}" has to be ${deletionPolicies.join(", ")}`);
  const mode = metadata.annotations?.[annotations.mode];
  if (mode !== undefined && mode !== "detect-only" && mode !== "enforce")
    problems.push(`annotation ${annotations.mode} has to be detect-only or enforce`);

  const optional = {
    retryInterval: spec.duration("retryInterval"),
    serviceAccountName: spec.text("serviceAccountName"),
    targetNamespace: spec.text("targetNamespace"),
    substitution: spec.has("postBuild") ? substitutionOf(spec.one("postBuild"), unsupported) : undefined,
    overlay: overlayOf(spec, unsupported),
    decryption: spec.has("decryption") ? decryptionOf(spec.one("decryption"), problems, unsupported) : undefined,
    requestedAt: metadata.annotations?.[annotations.requestedAt],
    acceptedMassPrune: metadata.annotations?.[annotations.acceptMassPrune],
  };
  const kustomization: Kustomization = {
    namespace,
    name: metadata.name,
    uid: metadata.uid ?? "",
    generation: metadata.generation ?? 0,
    deleting: metadata.deletionTimestamp !== undefined,
    finalizers: metadata.finalizers ?? [],
    interval,
    timeout: spec.duration("timeout") ?? interval,
    path: spec.text("path") ?? "",
    prune: spec.flag("prune"),
    source,
    dependsOn,
    suspend: spec.flag("suspend"),
    force: spec.flag("force"),
    wait: spec.flag("wait"),
    healthChecks: spec.many("healthChecks").map(healthCheckOf),
    healthExpressions: healthExpressionsOf(spec.many("healthCheckExprs"), expressionProblems, unsupported),
    deletionPolicy: deletionPolicy as DeletionPolicy,
    commonLabels: spec.one("commonMetadata").texts("labels"),
    commonAnnotations: spec.one("commonMetadata").texts("annotations"),
    detectOnly: mode === "detect-only",
    status: isObject(object["status"]) ? object["status"] : {},
    ...defined(optional),
  };
  if (problems.length > 0) return { reason: "InvalidSpec", problems };
  if (expressionProblems.length > 0) return { reason: "InvalidCELExpression", problems: expressionProblems };
  return unsupported.length > 0 ? { reason: "UnsupportedField", problems: refusedFields(unsupported) } : kustomization;
}

function sourceOf(ref: SpecReader, namespace: string, unsupported: string[]): NamespacedName {
  const kind = ref.requiredText("kind");
  if (kind !== "" && kind !== "GitRepository") unsupported.push(`spec.sourceRef.kind ${kind}`);
  return { name: ref.requiredText("name"), namespace: ref.text("namespace") ?? namespace };
}

function healthCheckOf(check: SpecReader): HealthCheck {
  return {
    apiVersion: check.requiredText("apiVersion"),
    kind: check.requiredText("kind"),
    name: check.requiredText("name"),
    ...defined({ namespace: check.text("namespace") }),
  };
}
