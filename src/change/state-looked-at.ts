/**
 * The state that was looked at. Another clone or worktree may look at another one, by which other things stand.
 */
export interface StateLookedAt {
  /** A folder, or the URL of a backend without credentials. */
  readonly location: string;
  /** Stacks that hold resources; 0 where nothing was brought up from it, or everything was destroyed. Absent where that is not known. */
  readonly stacks?: number;
}
