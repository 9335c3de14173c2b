/** What a run was held to: what people saw and approved, or why it ran without that. */
export interface Binding {
  readonly changeRequest?: { readonly number: number; readonly url: string };
  /** All that the run was held to, oldest first, where these were several. */
  readonly together?: readonly { readonly number: number; readonly url: string }[];
  /** Names of those whose approval counted. */
  readonly approvedBy: readonly string[];
  /** Set when it ran without a review. */
  readonly unreviewed?: {
    readonly reason: string;
    readonly by: string;
    /** Whether the forge said that this user may write. */
    readonly isAllowed: boolean | "unknown";
  };
  /** Steps that were shown and that nothing is left to do for. */
  readonly fewer: number;
}
