/** How a command in a comment is answered beside it. */
export type Reaction = "accepted" | "done" | "refused";

/** Signs beside comments. */
export interface Reactions {
  /**
   * Sets the sign of this token's user beside a comment, which may be done again.
   *
   * @param on number of the change request, and id of the comment
   * @throws {ForgeRefused} where the comment is gone, and where the site allows no such sign.
   */
  ensureReaction(on: { readonly number: number; readonly comment: string }, reaction: Reaction): Promise<void>;
}
