import type { CommitId } from "../git/index.ts";
import type { ChangeRequest } from "./change-request.ts";

export interface NewChangeRequest {
  readonly title: string;
  readonly body: string;
  /** A branch of the same repository. */
  readonly head: string;
  readonly base: string;
}

/** Change requests that a program makes, by the branches that it pushes for them. Every verb may be repeated. */
export interface Proposals {
  /** Opens a change request, or gives the one that is open for the same two branches. */
  ensureOpen(wanted: NewChangeRequest): Promise<ChangeRequest>;
  /**
   * Those that are open or were: from one branch of the same repository into any branch; the newest first. The head of one that is not open
   * is its last commit before it was closed or merged.
   */
  from(head: string): Promise<readonly ChangeRequest[]>;
  /**
   * Closes one without merging it, as long as its head is `at`: not what was pushed to since it was looked at.
   *
   * @returns false where it is open still; true where it is not, also when a person had closed or merged it
   * @throws {NoSuchChangeRequest}
   */
  ensureClosed(number: number, at: CommitId): Promise<boolean>;
}
