import { defineTables, isTableMissing, type Query } from "../../database/index.ts";
import { environmentsOf } from "../chain.ts";
import type { KeptRecord } from "../history.ts";
import type { FoundRecords } from "../history-over.ts";
import { parseRecord } from "../parse-record.ts";
import type { ReadableRecord } from "../readable-record.ts";

const table = "groundwork_records";

/**
 * A table with a row for each record. `record` is its JSON as it was written: `jsonb` would write numbers and texts otherwise, and
 * its digest would not fit any more. `environments` is there for people's own questions.
 *
 * The triggers keep the table's owner from changing a row by mistake. An owner who means to can drop them: the chains show it.
 */
const definition = [
  `CREATE TABLE IF NOT EXISTS ${table} (
     number bigint PRIMARY KEY CHECK (number > 0),
     environments text[] NOT NULL,
     record text NOT NULL
   )`,
  `CREATE INDEX IF NOT EXISTS ${table}_environments ON ${table} USING gin (environments)`,
  `CREATE OR REPLACE FUNCTION ${table}_stay() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION 'Records of Groundwork are added, and never changed or removed.';
   END $$`,
  `CREATE OR REPLACE TRIGGER ${table}_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
   EXECUTE FUNCTION ${table}_stay()`,
];

/** Makes the table where it is missing. */
export async function makeTable(query: Query): Promise<void> {
  await defineTables(query, definition);
}

/** What is in the table, and what a process knows of it already: records are read once, by their numbers. */
export class KnownRecords {
  readonly #records = new Map<number, KeptRecord | undefined>();
  #last = 0;

  /** Reads what was added. Without a table, there are no records. */
  async readNew(query: Query): Promise<FoundRecords> {
    try {
      while (await this.#readSome(query));
    } catch (thrown) {
      if (!isTableMissing(thrown)) throw thrown;
    }
    const found = [...this.#records];
    return {
      records: found.flatMap(([, record]) => record ?? []),
      unreadable: found.filter(([, record]) => record === undefined).map(([number]) => `record ${number}`),
      last: this.#last,
    };
  }

  /** Whether there may be more. */
  async #readSome(query: Query): Promise<boolean> {
    const statement = `SELECT number, record FROM ${table} WHERE number > $1 ORDER BY number LIMIT ${mostAtOnce}`;
    const rows = await query(statement, [this.#last]);
    for (const row of rows) {
      // A bigint arrives as a text or as a number, as the client sees fit.
      const number = Number(row["number"]);
      const record = parseRecord(String(row["record"]));
      this.#records.set(number, record?.link?.number === number ? record : undefined);
      this.#last = number;
    }
    return rows.length === mostAtOnce;
  }
}

/** Keeps what is read at once below some megabytes. */
const mostAtOnce = 1000;

/** Adds a record unless its number is taken; `false` when it is. */
export async function addRow(query: Query, { entry, link, text }: ReadableRecord): Promise<boolean> {
  const statement = `INSERT INTO ${table} (number, environments, record) VALUES ($1, $2, $3)
                     ON CONFLICT (number) DO NOTHING RETURNING number`;
  const rows = await query(statement, [link.number, environmentsOf(entry), text.join("")]);
  return rows.length > 0;
}
