import type { CommitId } from "../git/index.ts";

/** What of a commit stays when it is rebased, and what leads to the commits below it. */
export interface LandedCommit {
  readonly id: CommitId;
  readonly parents: readonly CommitId[];
  readonly message: string;
  /** The author with everything that the forge keeps over a rebase: name, address, time. */
  readonly author: string;
}

/** A merge, as far as a forge records it. */
export interface RecordedMerge {
  /** The newest commit that it made on the base branch. */
  readonly commit: CommitId;
  /** The change request's own commits. */
  readonly own: readonly LandedCommit[];
  readonly read: (id: CommitId) => Promise<LandedCommit>;
}

/**
 * Whether a merge brought a commit.
 *
 * A merge commit brings the change request's own commits. A rebase brings new ones, whose author and message stay: going down
 * from the recorded commit, each has to be one of the change request's, or it was on the branch before. A squash brings none
 * besides the recorded one.
 */
export async function isBroughtBy({ commit, own, read }: RecordedMerge, id: CommitId): Promise<boolean> {
  if (commit === id) return true;
  const merge = await read(commit);
  const merged = merge.parents[1];
  if (merged !== undefined && own.some((each) => each.id === id)) return true;

  const left = [...own];
  for (let at = merged === undefined ? merge : await read(merged); ; ) {
    const same = left.findIndex((each) => isSameChange(each, at));
    if (same < 0) return false;
    if (at.id === id) return true;
    left.splice(same, 1);
    const [parent] = at.parents;
    if (parent === undefined || left.length === 0) return false;
    at = await read(parent);
  }
}

/** Whether a commit is another one, or what became of it when it was put on top of others. */
export function isSameChange(one: LandedCommit, other: LandedCommit): boolean {
  return one.id === other.id || (one.message.trim() === other.message.trim() && one.author === other.author);
}
