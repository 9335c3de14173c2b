import type { CommitId } from "../git/index.ts";

/** A person or a bot, as the forge knows it. */
export interface ForgeUser {
  /** The forge's own id. It stays the same when the user is renamed, so users are compared by it and never by their name. */
  readonly id: string;
  /** For people. */
  readonly name: string;
}

export type ChangeRequestState = "open" | "merged" | "closed";

/** How a change request was merged. */
export interface Merge {
  /** The newest commit on the base branch that the merge made, by any method. */
  readonly commit: CommitId;
  /** In ISO 8601. */
  readonly at: string;
  readonly by?: ForgeUser;
}

/** A pull request, or a merge request. */
export interface ChangeRequest {
  readonly number: number;
  readonly title: string;
  /** Its page, by the forge's public address. */
  readonly url: string;
  readonly state: ChangeRequestState;
  readonly isDraft: boolean;
  readonly author: ForgeUser;
  /** The branch that it is to be merged into, and that branch's commit as far as the forge says it. */
  readonly base: { readonly branch: string; readonly commit?: CommitId };
  /** The commit to be merged. Its branch, and the repository that holds it, may be gone. */
  readonly head: { readonly branch?: string; readonly commit: CommitId };
  /** True where the head is in another repository, and where that cannot be told. */
  readonly isFromFork: boolean;
  readonly labels: readonly string[];
  /** Exactly of those that are merged. */
  readonly merge?: Merge;
}

export type ReviewVerdict = "approved" | "changes-requested";

/** The last opinion of one reviewer. Comments without a verdict are no opinion. */
export interface Review {
  readonly reviewer: ForgeUser;
  readonly verdict: ReviewVerdict;
  /**
   * The commit that was looked at. Absent where the forge does not know it, or gives one that is no proof; then the review
   * counts for no commit.
   */
  readonly commit?: CommitId;
  /** When it was given, in ISO 8601; absent where the forge does not say. */
  readonly at?: string;
  /** Whether the forge itself lets this reviewer's opinion count: the reviewer may write, and the review was not dismissed. */
  readonly isOfficial: boolean;
}
