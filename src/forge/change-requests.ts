import type { CommitId } from "../git/index.ts";
import type { ChangeRequest, ForgeUser, Review } from "./change-request.ts";

/** A check that has to succeed before the forge merges into a branch. */
export interface RequiredCheck {
  /**
   * As the forge compares it: a name, or a pattern with `*`. `*` alone stands for a rule that names none: no check may fail, and one that
   * was never set is not missed.
   */
  readonly context: string;
}

/** Change requests of a repository, as they are now: every answer is asked for anew. */
export interface ChangeRequests {
  /** @throws {NoSuchChangeRequest} */
  read(number: number): Promise<ChangeRequest>;
  /** Those whose head is this commit and that are still open. */
  openAt(head: CommitId): Promise<readonly ChangeRequest[]>;
  /**
   * Those that brought `commit` to `branch`: by a merge commit, a squash, a rebase or a fast-forward. A commit in the middle of
   * a rebased or fast-forwarded change request belongs to it. Empty when there is none.
   *
   * Every one that is given is merged, into exactly this branch.
   */
  mergedBy(commit: CommitId, branch: string): Promise<readonly ChangeRequest[]>;
  /** The last opinion of every reviewer. */
  reviewsOf(number: number): Promise<readonly Review[]>;
  /** Paths that the change touches, old names of renamed files included; `"unknown"` where the forge does not list them all. */
  filesOf(number: number): Promise<readonly string[] | "unknown">;
  /** What protects a branch; `"unknown"` where the token may not read it. */
  requiredChecksOf(branch: string): Promise<readonly RequiredCheck[] | "unknown">;
  /** Who opened it, pushed to it last, and may therefore not be the only one to approve it. */
  contributorsOf(number: number): Promise<readonly ForgeUser[] | "unknown">;
}
