import type { AffectedSet, MergeTarget } from "./affected.ts";
import type { Uncommitted } from "./preview.ts";

/** Which environments a change touches, as Git alone tells: nothing was compared with what stands. */
export interface AffectedChange {
  /** The change that was looked at. Where `target.merged`, the files are those of its merge. */
  readonly commit: string;
  /** Absent where there is no branch to merge into. */
  readonly target?: MergeTarget;
  readonly affected: AffectedSet;
  readonly uncommitted: Uncommitted;
}
