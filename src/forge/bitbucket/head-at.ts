import type { CommitId } from "../../git/index.ts";

/** A head of a change request, from an instant on. */
export interface HeadSince {
  /** Milliseconds. */
  readonly since: number;
  /** As the log has it: whole, or cut. */
  readonly head: CommitId | undefined;
}

/**
 * The head that a log shows at an instant. `undefined` before the first one, and at the very instant of an entry: which of the
 * two came first is not known then.
 */
export function headAt(heads: readonly HeadSince[], at: number): CommitId | undefined {
  if (heads.some(({ since }) => since === at)) return undefined;
  const before = heads.filter(({ since }) => since < at);
  return before.toSorted((one, other) => other.since - one.since)[0]?.head;
}
