import type { CommitId } from "../git/index.ts";

/** `pending` while it runs; `failure` is a verdict of a check, `error` says that there is none. */
export type CommitStatusState = "pending" | "success" | "failure" | "error";

export interface CommitStatus {
  /** Name of the check, such as `groundwork/preview`: lower-case, the same text everywhere, at most 40 characters. */
  readonly context: string;
  readonly state: CommitStatusState;
  /** One line; cut by the adapter where the forge takes less. */
  readonly description: string;
  /** A page with more. */
  readonly url?: string;
}

/** The checks of a commit, as the forge shows them beside it. */
export interface CommitStatuses {
  /**
   * Makes the newest status of `context` on the commit say this. Writes nothing when it already does.
   *
   * @param branch that holds the commit: some forges keep statuses by commit and branch
   * @throws {ForgeUnavailable}
   * @throws {ForgeRefused} when the token may not, or the forge does not know the commit.
   */
  setStatus(commit: CommitId, status: CommitStatus, branch?: string): Promise<void>;
  /** The newest status of each context, by whichever user it was set. */
  statusesOf(commit: CommitId): Promise<readonly CommitStatus[]>;
}
