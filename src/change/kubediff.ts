import { counted } from "../lib/index.ts";
import type { Problem } from "./problem.ts";

/** How a cluster is compared with Git. */
export type KubediffMode =
  /** By a dry run of each object, as the sync agent would apply it: needs the right to patch. */
  | "exact"
  /** By the schemas that the cluster publishes: needs the rights to get and to list. */
  | "read-only";

/** An error is `unknown`, never `in-sync`. */
export type ObjectVerdict = "in-sync" | "diverged" | "unknown";

/** One field that is not as Git declares it. A side that is absent has no such field. */
export interface FieldDifference {
  /** `.spec.containers[name=web].image` */
  readonly path: string;
  readonly cluster?: unknown;
  readonly git?: unknown;
  /** The items of the list are the same, in another order. */
  readonly reordered?: true;
  /** The values are secret, and left out. */
  readonly hidden?: true;
  /** Who owns the field in the cluster, where that is not the agent. */
  readonly managers?: readonly string[];
}

/** Fields of one manager beside those that Git declares. The sync agent leaves them. */
export interface OthersFields {
  readonly manager: string;
  readonly fields: readonly string[];
}

/** How one object of Git stands in the cluster. */
export interface ObjectDifference {
  /** `Deployment/shop/web` */
  readonly object: string;
  /** Where it is written: `apps/web.yaml:12`. */
  readonly origin: string;
  readonly verdict: ObjectVerdict;
  /** It is not in the cluster. */
  readonly missing?: true;
  readonly fields: readonly FieldDifference[];
  readonly others: readonly OthersFields[];
  /** Why the verdict is unknown, or why the cluster would refuse the object. */
  readonly problem?: string;
  /** What of it was not looked at, and why. */
  readonly note?: string;
}

/** An object that was applied from Git and is not in it any more. */
export interface LeftObject {
  readonly object: string;
  /** Whether the sync agent would delete it. */
  readonly pruned: boolean;
  /** Why it stays. */
  readonly because?: string;
}

/** What a `Kustomization` has applied, and Git does not have. */
export type LeftObjects =
  | { readonly kind: "read"; readonly of: readonly string[]; readonly objects: readonly LeftObject[] }
  /** No inventory is known, so nothing of it can be told. */
  | { readonly kind: "no-inventory" }
  | { readonly kind: "unknown"; readonly because: string };

/** A part of Git that is no object. */
export interface ManifestProblem {
  readonly origin: string;
  readonly problem: string;
}

/** Manifests of one folder against one cluster. */
export interface Kubediff {
  readonly at: string;
  readonly mode: KubediffMode;
  /** Host and port of its API server. */
  readonly cluster: string;
  readonly folder: string;
  readonly environment?: string;
  readonly objects: readonly ObjectDifference[];
  readonly left: LeftObjects;
  readonly problems: readonly ManifestProblem[];
}

/** The clusters of an environment as they stand, against a commit. */
export type ClustersAgainstGit =
  | { readonly kind: "compared"; readonly diffs: readonly Kubediff[] }
  /** One of them could not be asked. */
  | { readonly kind: "not-compared"; readonly problem: Problem };

/** How many objects have each verdict: `3 of 5 objects in sync, 1 changed, 1 missing`. */
export function kubediffCounts({ objects, left }: Kubediff): string {
  const of = (wanted: ObjectVerdict) => objects.filter(({ verdict }) => verdict === wanted);
  return [
    `${of("in-sync").length} of ${counted(objects.length, "object")} in sync`,
    ...some(of("diverged").filter(({ missing }) => !missing).length, "changed"),
    ...some(of("diverged").filter(({ missing }) => missing).length, "missing"),
    ...some(left.kind === "read" ? left.objects.filter(({ pruned }) => pruned).length : 0, "to be deleted"),
    ...some(of("unknown").length, "unknown"),
  ].join(", ");
}

const some = (count: number, words: string): readonly string[] => (count === 0 ? [] : [`${count} ${words}`]);

/** The loudest of all objects. What could not be read may be anything. */
export function verdictOfKubediff({ objects, left, problems }: Kubediff): ObjectVerdict {
  const isUnknown = problems.length > 0 || left.kind === "unknown";
  if (isUnknown || objects.some(({ verdict }) => verdict === "unknown")) return "unknown";
  const isLeft = left.kind === "read" && left.objects.some(({ pruned }) => pruned);
  return isLeft || objects.some(({ verdict }) => verdict === "diverged") ? "diverged" : "in-sync";
}

/** The loudest of the clusters of an environment; unknown where one of them could not be asked. */
export function verdictOfClusters(clusters: ClustersAgainstGit): ObjectVerdict {
  if (clusters.kind === "not-compared") return "unknown";
  const verdicts = clusters.diffs.map(verdictOfKubediff);
  return (["unknown", "diverged"] as const).find((each) => verdicts.includes(each)) ?? "in-sync";
}
