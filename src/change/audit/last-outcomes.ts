import { type CommitFacts, mergesOf, type RecordOfRun } from "./join-audit.ts";

/** How the last run of an environment ended. */
export interface LastOutcome {
  readonly environment: string;
  readonly verb: RecordOfRun["kind"];
  /** When it ended, in ISO 8601. */
  readonly at: string;
  readonly hasSucceeded: boolean;
  readonly milliseconds: number;
  /**
   * From the oldest merge of the last `up` that brought merges and after which every layer stood at its commit, to the end of the last of
   * these layers. Absent where there is no such run, or the clone does not have its commits.
   */
  readonly convergedAfter?: number;
}

/** How the last runs ended, as far as the record tells. */
export interface RunOutcomes {
  /** Sorted by environment. */
  readonly outcomes: readonly LastOutcome[];
  /** Names of records that are lost or cannot be read: each may be of a later run. */
  readonly lost: readonly string[];
}

/** @param runs newest first */
export function lastOutcomes(
  runs: readonly RecordOfRun[],
  commits: ReadonlyMap<string, Pick<CommitFacts, "committedAt">>,
): readonly LastOutcome[] {
  const found = new Map<string, LastOutcome>();
  const brought = new Map<string, Set<string>>();
  for (const run of runs.toReversed())
    for (const { environment, result, milliseconds, layers } of run.environments) {
      const before = found.get(environment);
      const seen = brought.get(environment) ?? new Set<string>();
      brought.set(environment, seen);
      const hasConverged = run.kind === "up" && result === "succeeded" && layers.every(stands);
      // A run that only corrects what has drifted brings no merge, however long ago its commit was merged.
      const merged = hasConverged ? mergesOf(run).filter((id) => !seen.has(id)) : [];
      for (const id of merged) seen.add(id);
      const times = merged.flatMap((id) => commits.get(id)?.committedAt.getTime() ?? []);
      const end = Math.max(...layers.map(({ at }) => Date.parse(at)));
      const isTimed = times.length > 0 && times.length === merged.length && layers.length > 0;
      const convergedAfter = isTimed ? Math.max(0, end - Math.min(...times)) : before?.convergedAfter;
      found.set(environment, {
        environment,
        verb: run.kind,
        at: run.at,
        hasSucceeded: result === "succeeded",
        milliseconds,
        ...(convergedAfter !== undefined && { convergedAfter }),
      });
    }
  return [...found.values()].toSorted((one, other) => (one.environment < other.environment ? -1 : 1));
}

/** Whether the layer was seen to stand at the commit, and not only handed to an agent. */
function stands({ kind }: RecordOfRun["environments"][number]["layers"][number]): boolean {
  return kind === "applied" || kind === "unchanged" || kind === "skipped";
}
