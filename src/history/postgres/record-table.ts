import { defineTables, isTableMissing, type Query } from "../../database/index.ts";
import { environmentsOf } from "../chain.ts";
import { RecordRewritten } from "../errors.ts";
import type { KeptRecord } from "../history.ts";
import type { FoundRecords } from "../history-over.ts";
import { parseRecord } from "../parse-record.ts";
import type { ReadableRecord } from "../readable-record.ts";

const table = "groundwork_records";
/** Has the digest of the first record, so that a table that was dropped or emptied is told from one that is new. */
const begunTable = "groundwork_records_begun";

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
  `CREATE TABLE IF NOT EXISTS ${begunTable} (digest text PRIMARY KEY)`,
];

/** Makes the tables where they are missing. */
export async function makeTables(query: Query): Promise<void> {
  await defineTables(query, definition);
}

/** What is in the table, and what a process knows of it already: records are read once, by their numbers. */
export class KnownRecords {
  readonly #place: string;
  readonly #records = new Map<number, KeptRecord | undefined>();
  #last = 0;

  /** @param place of the database, for messages */
  constructor(place: string) {
    this.#place = place;
  }

  /** Reads what was added. Without a table, there are no records. @throws {RecordRewritten} where there were some, and there is none */
  async readNew(query: Query): Promise<FoundRecords> {
    await this.#readAll(query);
    if (this.#last === 0 && (await firstDigest(query)) !== undefined) {
      // Another job may have added the first one in the meantime.
      await this.#readAll(query);
      if (this.#last === 0) await this.assertNotRemoved(query);
    }
    const found = [...this.#records];
    return {
      records: found.flatMap(([, record]) => record ?? []),
      unreadable: found.filter(([, record]) => record === undefined).map(([number]) => `record ${number}`),
      last: this.#last,
    };
  }

  /** @throws {RecordRewritten} for a table that holds nothing, or that is not there, where a record was begun */
  async assertNotRemoved(query: Query): Promise<void> {
    const digest = await firstDigest(query);
    if (digest === undefined) return;
    const problem = `${table} holds no record, and ${begunTable} says that ${digest} was the first one`;
    throw new RecordRewritten({ place: this.#place, problem, accept: `DROP TABLE ${begunTable}` });
  }

  async #readAll(query: Query): Promise<void> {
    await unlessMissing(async () => {
      while (await this.#readSome(query));
    });
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

/** Adds a record unless its number is taken; `false` when it is. The first one is noted as that, in the same statement. */
export async function addRow(query: Query, { entry, link, text }: ReadableRecord): Promise<boolean> {
  const insert = `INSERT INTO ${table} (number, environments, record) VALUES ($1, $2, $3)
                  ON CONFLICT (number) DO NOTHING RETURNING number`;
  const values = [link.number, environmentsOf(entry), text.join("")];
  const rows =
    link.number > 1
      ? await query(insert, values)
      : await query(
          `WITH added AS (${insert}), begun AS (INSERT INTO ${begunTable} SELECT $4 FROM added) SELECT number FROM added`,
          [...values, link.digest],
        );
  return rows.length > 0;
}

async function firstDigest(query: Query): Promise<string | undefined> {
  const rows = await unlessMissing(() => query(`SELECT digest FROM ${begunTable} LIMIT 1`));
  const digest = rows?.[0]?.["digest"];
  return typeof digest === "string" ? digest : undefined;
}

/** `undefined` where a table is not there. */
async function unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    if (!isTableMissing(thrown)) throw thrown;
    return undefined;
  }
}
