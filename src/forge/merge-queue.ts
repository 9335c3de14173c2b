import type { CommitId } from "../git/index.ts";

/** A commit that a merge queue made to test what it would land. */
export interface QueuedCommit {
  readonly commit: CommitId;
  /** The change request that the commit adds to the one before it in the queue. */
  readonly number: number;
}

/** Change requests that wait to be merged together. */
export interface MergeQueue {
  /**
   * The commits that the queue of a branch tests now, in no order. Empty where the branch has no queue, or it tests none.
   *
   * They say what the queue is about to land. Only {@link ChangeRequests.mergedBy} says what has landed.
   *
   * @throws {ForgeUnavailable}
   * @throws {ForgeRefused} when the token may not read them.
   */
  commitsOf(branch: string): Promise<readonly QueuedCommit[]>;
}
