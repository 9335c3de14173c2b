/** Why an environment that waits for merges of a branch is left where it stands. */
export type LeftWaiting =
  /** A merge that others did not approve is the next that it waits for, and nothing after it was approved. */
  | { readonly kind: "not-approved"; readonly name: string; readonly merge: string }
  /** It depends on an environment that has to come first and does not. */
  | { readonly kind: "behind"; readonly name: string; readonly upstream: string }
  /** An earlier run has tried all that it waits for. It is tried again with the next merge, or by the job of one of these. */
  | { readonly kind: "tried"; readonly name: string; readonly commits: readonly string[] };

/** Which environments the newest commit of a branch, or the one with a tag on it, has not come to. */
export interface WaitingOnBranch {
  readonly branch: string;
  readonly tag?: string;
  /** That commit. */
  readonly tip: string;
  /** Sorted by name. */
  readonly waiting: readonly {
    readonly name: string;
    /** Those that it waits for, oldest first. */
    readonly commits: readonly string[];
    /** Those of them that no run has tried. */
    readonly due: readonly string[];
  }[];
  /** Names of those that wait for commits further back than is looked. */
  readonly longWaiting: readonly string[];
  /** Names of those that stand although the newest commit does not declare them any more. */
  readonly leftGit: readonly string[];
}
