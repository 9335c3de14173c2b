/** Lines of a file that a change adds or replaces, from 1. Of a change that only removes lines, the line that took their place, or the last one. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** Where a change touches the declaration of environments. */
export interface ChangedLines {
  /** From the root of the repository, in the commit that was previewed. */
  readonly path: string;
  /** Those whose declaration the file is, or is a part of. */
  readonly environments: readonly string[];
  readonly ranges: readonly LineRange[];
}
