import type { CommitId } from "../../git/index.ts";
import type { HistoryRecord } from "../../history/index.ts";
import type { Line } from "./line.ts";

/** What the record says of the runs of a branch. */
export interface Standings {
  /** By environment, the commit of its last `up` that succeeded. */
  readonly broughtUpTo: ReadonlyMap<string, CommitId>;
  /** Of these, the environments whose agent was late. None where a tag is brought up. */
  readonly unsettled: ReadonlySet<string>;
  /** By environment, the commits of every `up` that came to an end in it, good or bad. */
  readonly attempted: ReadonlyMap<string, ReadonlySet<CommitId>>;
  /** By the newest commit that a run found on the branch, the environments that waited when it began. */
  readonly marks: ReadonlyMap<CommitId, ReadonlySet<string>>;
  /** Of these the one that was recorded last. */
  readonly newestMark?: ReadonlySet<string>;
  /**
   * Where this record begins: at what the first change request was compared with when it was shown, or right before the first commit that
   * a run of the queue was for. What is older is none of its. Absent for an empty record.
   */
  readonly beginning?: { readonly at: CommitId } | { readonly rightBefore: CommitId };
}

/** An environment that was interrupted, or left alone, has not been tried: the next run goes on with it. */
const untried: ReadonlySet<string> = new Set(["cancelled", "not-started"]);

/**
 * @param records the newest first
 * @param line whose queue is read: what waited on another one says nothing of it, and no tag says what waits for others. A run that names
 *   no branch is of the only one that there was.
 * @param tip the newest commit of the line. What an agent was late for there is not done yet, where a tag is brought up again.
 */
export function standingsOf(records: readonly HistoryRecord[], { branch, tag }: Line, tip: CommitId): Standings {
  const broughtUpTo = new Map<string, CommitId>();
  const unsettled = new Set<string>();
  const attempted = new Map<string, Set<CommitId>>();
  const marks = new Map<CommitId, ReadonlySet<string>>();
  let beginning: Standings["beginning"];
  let newestMark: ReadonlySet<string> | undefined;
  for (const record of records) {
    if (record.kind === "preview" && record.changeRequest) beginning = { at: record.range.base };
    if (record.kind !== "up") continue;
    const { commit } = record;
    const queue = (record.queue?.branch ?? branch) === branch ? record.queue : undefined;
    if (queue) beginning = { rightBefore: record.merges?.[0] ?? commit };
    if (queue && tag === undefined && queue.tag === undefined) {
      if (!marks.has(queue.through)) marks.set(queue.through, new Set(queue.waiting));
      newestMark ??= new Set(queue.waiting);
    }
    for (const { environment, result, layers } of record.environments) {
      const isLate = layers.some(({ kind }) => kind === "not-converged");
      const isAgain = tag !== undefined && isLate && commit === tip;
      if (result === "succeeded" && !isAgain && !broughtUpTo.has(environment)) {
        broughtUpTo.set(environment, commit);
        if (isLate && tag === undefined) unsettled.add(environment);
      }
      if (!untried.has(result)) attempted.set(environment, (attempted.get(environment) ?? new Set()).add(commit));
    }
  }
  return {
    broughtUpTo,
    unsettled,
    attempted,
    marks,
    ...(beginning && { beginning }),
    ...(newestMark && { newestMark }),
  };
}
