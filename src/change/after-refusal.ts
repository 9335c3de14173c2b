/** What came after a merge queue's commit of a change request was refused, so that the refusal says nothing of the change request any more. */
export interface AfterRefusal {
  /** `passed`: the queue made another commit, and that does what was shown. The others are the change request's own preview and merge. */
  readonly kind: "passed" | "previewed" | "merged";
  /** The commit that passed, was previewed, or was brought up. */
  readonly commit: string;
}
