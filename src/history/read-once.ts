import type { History } from "./history.ts";
import { type FoundRecords, historyOver } from "./history-over.ts";

/**
 * A history whose records are read at the first question, and again at the first one after something was recorded or after
 * {@link History.forget}. What other processes add in the meantime is not seen, so that all questions of one step of a command have
 * answers from the same records.
 *
 * A reading that failed is tried again at the next question.
 */
export function readOnce(history: History): History {
  let found: Promise<FoundRecords> | undefined;
  const forget = () => {
    found = undefined;
  };
  const read = async (): Promise<FoundRecords> => {
    found ??= history.list();
    const reading = found;
    try {
      return await reading;
    } catch (thrown) {
      if (found === reading) forget();
      throw thrown;
    }
  };
  return {
    ...historyOver({ read, add: (entry) => history.record(entry).finally(forget) }),
    verify: () => history.verify(),
    forget,
  };
}
