import {
  type ClustersAgainstGit,
  type FieldDifference,
  type Kubediff,
  type ObjectVerdict,
  type Problem,
  verdictOfKubediff,
} from "../../change/index.ts";
import { isObject } from "../../lib/index.ts";

/** What `groundwork kubediff --json` prints. Within a version members are added, never changed. */
export type KubediffJson = {
  readonly kind: "kubediff";
  readonly version: 1;
  readonly verdict: ObjectVerdict;
} & Kubediff;

export function kubediffJson(diff: Kubediff): KubediffJson {
  const objects = diff.objects.map((each) => ({ ...each, fields: each.fields.map(withTexts) }));
  return { kind: "kubediff", version: 1, verdict: verdictOfKubediff(diff), ...diff, objects };
}

/** The clusters of an environment, as a preview that asked them found them. */
export type ClustersJson =
  | { readonly kind: "compared"; readonly diffs: readonly KubediffJson[] }
  | { readonly kind: "not-compared"; readonly problem: Problem };

export function clustersJson(clusters: ClustersAgainstGit): ClustersJson {
  return clusters.kind === "compared" ? { kind: "compared", diffs: clusters.diffs.map(kubediffJson) } : clusters;
}

/** An integer that JavaScript's numbers do not hold exactly is given by its digits. */
function withTexts({ cluster, git, ...field }: FieldDifference): FieldDifference {
  return {
    ...field,
    ...(cluster !== undefined && { cluster: withDigits(cluster) }),
    ...(git !== undefined && { git: withDigits(git) }),
  };
}

function withDigits(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map(withDigits);
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withDigits(each)]))
    : value;
}
