import { type Problem, problemOf } from "../../change/index.ts";
import type { History, HistoryRecord } from "../../history/index.ts";
import { GroundworkError } from "../../lib/index.ts";

/** Writes a record. Why that was not possible is given and not thrown, because it takes nothing from what the record is about. */
export async function whyUnrecorded(
  record: HistoryRecord,
  history: Pick<History, "record">,
): Promise<Problem | undefined> {
  try {
    await history.record(record);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof GroundworkError)) throw thrown;
    return problemOf(thrown);
  }
}
