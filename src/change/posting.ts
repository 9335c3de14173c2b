import type { FollowUpShown } from "./follow-up.ts";
import type { Problem } from "./problem.ts";

/** Where a result was shown on the forge. */
export interface Posting {
  /** Absent: there is none for the commit, or it could not be found. */
  readonly changeRequest?: { readonly number: number; readonly url: string };
  readonly comment?: { readonly url: string; readonly done: "created" | "updated" | "unchanged" };
  /** On a server without change requests: beside the tree that was previewed, with the commands that show it in a clone. */
  readonly note?: { readonly show: string; readonly done: "created" | "updated" | "unchanged" };
  /** Why it is not posted as the newest result of a change request. */
  readonly superseded?: string;
  /** Where environments that failed are followed up, and that none is left. Absent where nothing failed lately. */
  readonly followUp?: FollowUpShown;
  /** What the forge did not do. The result holds all the same. */
  readonly problems: readonly Problem[];
}
