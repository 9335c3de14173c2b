import type { CommitId, Repository } from "../../git/index.ts";
import { GroundworkError } from "../../lib/index.ts";

/** Whether `one` has `other` in its history, as far as the clone has it. */
export async function isAhead(one: CommitId, other: CommitId, git: Repository): Promise<boolean> {
  return (await hasCommit(one, git)) && isWithin(other, one, git);
}

/** Whether the clone has the commit. */
export async function hasCommit(commit: CommitId, git: Repository): Promise<boolean> {
  return git.commit(commit).then(
    () => true,
    () => false,
  );
}

/** Whether `one` is `other`, or in its history. */
export async function isWithin(one: CommitId, other: CommitId, git: Repository): Promise<boolean> {
  return one === other || (await git.countBeyond(one, other)) === 0;
}

/** As {@link isWithin}. False also where the history does not reach back so far, or the clone lacks one of them. */
export async function isSeenWithin(one: CommitId, other: CommitId, git: Repository): Promise<boolean> {
  try {
    return await isWithin(one, other, git);
  } catch (thrown) {
    if (thrown instanceof GroundworkError) return false;
    throw thrown;
  }
}
