import pLimit from "p-limit";
import {
  type Database,
  DatabaseGone,
  DatabaseUnreachable,
  isTableMissing,
  type Query,
  RecordPackageMissing,
  repeated,
} from "../../database/index.ts";
import { clauseOf, GroundworkError } from "../../lib/index.ts";
import { chainEnds } from "../chain.ts";
import { RecordNotWritten, RecordRewritten, RecordUnreachable } from "../errors.ts";
import type { History, HistoryRecord } from "../history.ts";
import { historyOver, isRecorded } from "../history-over.ts";
import { readableRecord } from "../readable-record.ts";
import { addRow, KnownRecords, makeTables } from "./record-table.ts";

/**
 * History as rows of one table, which are added and never changed.
 *
 * Two writers compete for the number of their record, which is the table's primary key. The second one reads the first one's record,
 * links to it and takes the next number. A record that arrived although the connection broke is found by the next attempt, and not added
 * again.
 */
export function tableHistory(database: Database): History {
  const known = new KnownRecords(database.place);
  // Statements of one process would only wait for each other, and what is known is read by one at a time.
  const inTurn = pLimit(1);
  const use = <T>(work: (query: Query) => Promise<T>) => inTurn(() => repeated(() => database.use(work)));

  const add = (entry: HistoryRecord) =>
    use(async (query) => {
      for (;;) {
        const { records, last } = await known.readNew(query);
        if (isRecorded(entry, records)) return;
        // The number of a damaged record stays taken.
        const record = readableRecord(entry, { ...chainEnds(records), last });
        const added = await addRow(query, record).catch(missingTable);
        if (added === true) return;
        if (added === "no table") {
          await known.assertNotRemoved(query);
          await makeTables(query);
        }
      }
    });
  return historyOver({
    async read() {
      try {
        return await use((query) => known.readNew(query));
      } catch (thrown) {
        throw ofRecord(thrown, database.place);
      }
    },
    async add(entry) {
      try {
        await add(entry);
      } catch (thrown) {
        if (thrown instanceof RecordPackageMissing) throw thrown;
        const { place } = database;
        const cause = ofRecord(thrown, place);
        const problem = cause instanceof RecordUnreachable ? cause.data.problem : clauseOf(cause);
        const why = cause instanceof RecordRewritten ? cause.whyNotWritten : { problem };
        throw new RecordNotWritten({ place, id: entry.id, ...why }, { cause });
      }
    },
  });
}

function missingTable(thrown: unknown): "no table" {
  if (isTableMissing(thrown)) return "no table";
  throw thrown;
}

/** What went wrong with the database, said of the record. */
function ofRecord(thrown: unknown, place: string): GroundworkError {
  if (thrown instanceof DatabaseGone)
    return new RecordRewritten({ ...thrown.data, problem: "its database is gone" }, { cause: thrown });
  if (thrown instanceof DatabaseUnreachable) return new RecordUnreachable(thrown.data, { cause: thrown.cause });
  if (thrown instanceof GroundworkError) return thrown;
  return new RecordUnreachable({ place, problem: clauseOf(thrown) }, { cause: thrown });
}
