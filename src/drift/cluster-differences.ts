import type { Kubediff, ObjectDifference } from "../change/index.ts";
import type { Difference, DriftCause } from "./drift.ts";

/** The clusters of an environment as they stand, against its commit. */
export interface ComparedClusters {
  readonly environment: string;
  readonly diffs: readonly Kubediff[];
  /** The sync agent has not applied yet what the commit declares. */
  readonly isPending: boolean;
}

/** Objects that differ, each with its cause: a sync agent that has applied the commit would have left none of them so. */
export function clusterDifferences({ environment, diffs, isPending }: ComparedClusters): readonly Difference[] {
  const cause: DriftCause = { kind: isPending ? "not-applied" : "changed-outside" };
  const base = { environment, layer: "cluster", cause } as const;
  return diffs.flatMap(({ objects, left }) => [
    ...objects.filter(({ verdict }) => verdict === "diverged").map((object) => ({ ...base, ...changeOf(object) })),
    ...(left.kind === "read" ? left.objects : [])
      .filter(({ pruned }) => pruned)
      .map(({ object }): Difference => ({ ...base, subject: object, change: "surplus", paths: [] })),
  ]);
}

function changeOf({ object, missing, fields }: ObjectDifference): Pick<Difference, "subject" | "change" | "paths"> {
  if (missing) return { subject: object, change: "missing", paths: [] };
  return { subject: object, change: "changed", paths: fields.map(({ path }) => path).toSorted() };
}

/** What could not be told of the clusters, one line each. */
export function unknownInClusters(diffs: readonly Kubediff[]): readonly string[] {
  return diffs.flatMap(({ objects, left, problems }) => [
    ...problems.map(({ origin, problem }) => `${origin}: ${problem}`),
    ...objects.flatMap(({ object, verdict, problem = "it could not be compared" }) =>
      verdict === "unknown" ? [`${object}: ${problem}`] : [],
    ),
    ...(left.kind === "unknown" ? [`what Git does not have any more is not known: ${left.because}`] : []),
  ]);
}
