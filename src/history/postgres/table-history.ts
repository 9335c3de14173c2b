import { setTimeout as pause } from "node:timers/promises";
import pLimit from "p-limit";
import { clauseOf, GroundworkError, retryDelay } from "../../lib/index.ts";
import { chainEnds } from "../chain.ts";
import { RecordNotWritten, RecordPackageMissing, RecordUnreachable } from "../errors.ts";
import type { History, HistoryRecord } from "../history.ts";
import { historyOver, isRecorded } from "../history-over.ts";
import { readableRecord } from "../readable-record.ts";
import { type Query, type RecordDatabase, sqlCodeOf } from "./record-database.ts";
import { addRow, KnownRecords, makeTable, tableMissing } from "./record-table.ts";

/** How often a connection may fail, or break in the middle. */
const mostFailures = 3;
const backoff = { first: 100, longest: 3000 };

/**
 * History as rows of one table, which are added and never changed.
 *
 * Two writers compete for the number of their record, which is the table's primary key. The second one reads the first one's record,
 * links to it and takes the next number.
 */
export function tableHistory(database: RecordDatabase): History {
  const known = new KnownRecords();
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
        if (added === "no table") await makeTable(query);
      }
    });
  return historyOver({
    async read() {
      try {
        return await use((query) => known.readNew(query));
      } catch (thrown) {
        if (thrown instanceof GroundworkError) throw thrown;
        throw new RecordUnreachable({ place: database.place, problem: clauseOf(thrown) }, { cause: thrown });
      }
    },
    async add(entry) {
      try {
        await add(entry);
      } catch (thrown) {
        if (thrown instanceof RecordPackageMissing) throw thrown;
        const problem = thrown instanceof RecordUnreachable ? thrown.data.problem : clauseOf(thrown);
        throw new RecordNotWritten({ place: database.place, id: entry.id, problem }, { cause: thrown });
      }
    },
  });
}

function missingTable(thrown: unknown): "no table" {
  if (sqlCodeOf(thrown) === tableMissing) return "no table";
  throw thrown;
}

/** A record that arrived although the connection broke is found by the next attempt, and not added again. */
async function repeated<T>(work: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++)
    try {
      return await work();
    } catch (thrown) {
      if (failures === mostFailures || !mayPass(thrown)) throw thrown;
      await pause(retryDelay(failures, backoff, Math.random()));
    }
}

/**
 * Codes that stand for a connection that broke, a server that starts or has no connection left, and transactions that met. By their
 * first two characters, all of a class.
 */
const passing = ["08", "40", "53300", "57P"];

const brokenConnections: ReadonlySet<unknown> = new Set(["ECONNRESET", "ECONNREFUSED", "EPIPE", "ETIMEDOUT"]);

function mayPass(thrown: unknown): boolean {
  const cause = thrown instanceof RecordUnreachable ? thrown.cause : thrown;
  const code = sqlCodeOf(cause);
  if (code !== undefined) return passing.some((start) => code.startsWith(start));
  return brokenConnections.has((cause as NodeJS.ErrnoException | undefined)?.code);
}
