import pLimit from "p-limit";
import {
  type Database,
  DatabaseUnreachable,
  defineTables,
  inTransaction,
  isTableMissing,
  type Query,
  repeated,
} from "../../database/index.ts";
import { clauseOf, GroundworkError } from "../../lib/index.ts";
import { hasEndedHere } from "../ended-here.ts";
import { LeasesUnreachable } from "../errors.ts";
import type { Exchange, LeaseStore } from "../lease-store.ts";

const table = "groundwork_leases";

const definition = [`CREATE TABLE IF NOT EXISTS ${table} (environment text PRIMARY KEY, document text NOT NULL)`];

/**
 * Leases as rows of one table, one an environment. An exchange is one transaction, which compares the documents and carries out all
 * of it or nothing.
 *
 * @param isLocal only processes of this host reach the database
 */
export function tableLeases(database: Database, { isLocal }: { readonly isLocal: boolean }): LeaseStore {
  // Statements of one process would only wait for each other.
  const inTurn = pLimit(1);
  const use = async <T>(work: (query: Query) => Promise<T>): Promise<T> => {
    try {
      return await inTurn(() => repeated(() => database.use(work)));
    } catch (thrown) {
      if (thrown instanceof DatabaseUnreachable) throw new LeasesUnreachable(thrown.data, { cause: thrown.cause });
      if (thrown instanceof GroundworkError) throw thrown;
      throw new LeasesUnreachable({ place: database.place, problem: clauseOf(thrown) }, { cause: thrown });
    }
  };
  return {
    place: database.place,
    read: (environments) => use((query) => readRows(query, environments)),
    exchange: (exchanges) =>
      use(async (query) => {
        const exchanged = await exchangeRows(query, exchanges).catch((thrown: unknown) => {
          if (!isTableMissing(thrown)) throw thrown;
        });
        if (exchanged !== undefined) return exchanged;
        await defineTables(query, definition);
        return await exchangeRows(query, exchanges);
      }),
    ...(isLocal && { hasEnded: hasEndedHere }),
  };
}

async function readRows(query: Query, environments: readonly string[] | undefined) {
  const all = `SELECT environment, document FROM ${table}`;
  try {
    const rows =
      environments === undefined ? await query(all) : await query(`${all} WHERE environment = ANY($1)`, [environments]);
    return new Map(rows.map((row) => [String(row["environment"]), String(row["document"])]));
  } catch (thrown) {
    if (isTableMissing(thrown)) return new Map<string, string>();
    throw thrown;
  }
}

async function exchangeRows(query: Query, exchanges: readonly Exchange[]): Promise<boolean> {
  const fresh = exchanges.filter(({ expected }) => expected === undefined);
  const standing = exchanges.filter(({ expected }) => expected !== undefined);
  const { commit } = await inTransaction(query, async () => {
    // Rows are locked in one order, so that two transactions never wait for each other.
    const lock = `SELECT environment FROM ${table} WHERE environment = ANY($1) ORDER BY environment FOR UPDATE`;
    await query(lock, [standing.map(({ environment }) => environment)]);
    const updated = await query(
      `UPDATE ${table} SET document = wanted.text
       FROM unnest($1::text[], $2::text[], $3::text[]) AS wanted(environment, expected, text)
       WHERE ${table}.environment = wanted.environment AND ${table}.document = wanted.expected
       RETURNING ${table}.environment`,
      [
        standing.map((each) => each.environment),
        standing.map((each) => each.expected),
        standing.map((each) => each.text),
      ],
    );
    const added = await query(
      `INSERT INTO ${table} (environment, document) SELECT * FROM unnest($1::text[], $2::text[]) ORDER BY 1
       ON CONFLICT DO NOTHING RETURNING environment`,
      [fresh.map((each) => each.environment), fresh.map((each) => each.text)],
    );
    return { commit: updated.length === standing.length && added.length === fresh.length };
  });
  return commit;
}
