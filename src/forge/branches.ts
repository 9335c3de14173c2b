import type { CommitId } from "../git/index.ts";

/** The references of the remote repository. */
export interface Branches {
  /** The commit of a full reference name, such as `refs/heads/main`; `undefined` when there is none. */
  read(reference: string): Promise<CommitId | undefined>;
  /**
   * Brings the commit of a full reference name into the clone, with what is missing of its history, and moves no reference there.
   *
   * @returns the commit; `undefined` when there is none.
   */
  fetch?(reference: string): Promise<CommitId | undefined>;
  /**
   * Moves a reference from `expected` to `to`, whose objects are pushed with it; `expected` is `undefined` for one that must
   * not exist yet, and `to` for one that is deleted.
   *
   * @returns false when it stood elsewhere, and nothing was changed.
   * @throws {ForgeRefused} when a rule of the forge forbids the push.
   */
  compareAndSwap(reference: string, expected: CommitId | undefined, to: CommitId | undefined): Promise<boolean>;
}
