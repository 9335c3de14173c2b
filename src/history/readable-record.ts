import { type ChainEnds, type LinkedRecord, linked } from "./chain.ts";
import type { HistoryRecord } from "./history.ts";
import { parseRecord } from "./parse-record.ts";

/**
 * The entry as the next record after `ends`, which every later reading reads. One that it does not would be lost, and with it what is
 * known of all environments.
 *
 * @throws {Error} for an entry that is no record of this version.
 */
export function readableRecord(entry: HistoryRecord, ends: ChainEnds): LinkedRecord {
  const record = linked(entry, ends);
  if (!parseRecord(JSON.stringify(record))) throw new Error("it would be a record that nothing can read");
  return record;
}
