/** Milliseconds. Both times of a comment without an edit are taken one after the other, and differ by microseconds. */
const leastDifference = 1_000;

/**
 * Whether a comment was edited, by its two times: Cloud says it nowhere else. An edit within the first second is not seen.
 *
 * A time that cannot be read counts as an edit.
 */
export function wasEdited(written: string | undefined, updated: string | undefined): boolean {
  if (written === updated) return false;
  return !(Math.abs(Date.parse(updated ?? "") - Date.parse(written ?? "")) < leastDifference);
}
