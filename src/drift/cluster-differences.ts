import type { FieldDifference, Kubediff, ObjectDifference } from "../change/index.ts";
import type { Difference, DriftCause } from "./drift.ts";

/** The clusters of an environment as they stand, against its commit. */
export interface ComparedClusters {
  readonly environment: string;
  readonly diffs: readonly Kubediff[];
  /** The sync agent has not applied yet what the commit declares. */
  readonly isPending: boolean;
}

/**
 * Objects that differ, each with its cause. A sync agent that has applied the commit would have left none of them so; before that, a
 * field that another manager has taken was changed by that manager, and any other one waits for the agent.
 */
export function clusterDifferences({ environment, diffs, isPending }: ComparedClusters): readonly Difference[] {
  const rest: DriftCause = { kind: isPending ? "not-applied" : "changed-outside" };
  const base = { environment, layer: "cluster" } as const;
  return diffs.flatMap(({ objects, left }) => [
    ...objects
      .filter(({ verdict }) => verdict === "diverged")
      .flatMap((object) => changesOf(object, rest).map((change) => ({ ...base, ...change }))),
    ...(left.kind === "read" ? left.objects : [])
      .filter(({ pruned }) => pruned)
      .map(({ object }): Difference => ({ ...base, subject: object, change: "surplus", paths: [], cause: rest })),
  ]);
}

type Change = Pick<Difference, "subject" | "change" | "paths" | "cause">;

function changesOf({ object: subject, missing, fields }: ObjectDifference, rest: DriftCause): readonly Change[] {
  if (missing) return [{ subject, change: "missing", paths: [], cause: rest }];
  const taken = fields.filter(({ managers = [] }) => managers.length > 0);
  const causes: readonly (readonly [DriftCause, readonly FieldDifference[]])[] =
    rest.kind === "not-applied" && taken.length > 0
      ? [
          [{ kind: "changed-outside" }, taken],
          [rest, fields.filter((field) => !taken.includes(field))],
        ]
      : [[rest, fields]];
  return causes
    .filter(([, of], index) => of.length > 0 || (index === 0 && causes.length === 1))
    .map(([cause, of]) => ({ subject, change: "changed", paths: of.map(({ path }) => path).toSorted(), cause }));
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
