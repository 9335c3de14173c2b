import type { Client } from "pg";
import { clauseOf, cleaningUp } from "../lib/index.ts";
import type { Database, Query } from "./database.ts";
import { DatabaseUnreachable } from "./errors.ts";
import { installed } from "./installed.ts";
import type { ServerUrl } from "./server-url.ts";

/** In milliseconds: until a connection stands, and until a statement has its answer. */
const limits = { connectionTimeoutMillis: 15_000, query_timeout: 120_000 };

/** The database of a PostgreSQL server. A password that is not in the URL comes from `PGPASSWORD` or `~/.pgpass`, as for `psql`. */
export function serverDatabase({ connection, place, withoutPassword }: ServerUrl, load: LoadPg = loadPg): Database {
  const unreachable = (thrown: unknown) =>
    new DatabaseUnreachable({ place, problem: withoutPassword(clauseOf(thrown)) }, { cause: thrown });
  const clientOf = (PgClient: PgClient) => {
    try {
      return new PgClient({ connectionString: connection, ...limits, application_name: "groundwork" });
    } catch (thrown) {
      // Without a cause: errors of URLs hold what could not be read.
      throw new DatabaseUnreachable({ place, problem: withoutPassword(clauseOf(thrown)) });
    }
  };
  return {
    place,
    async use(work) {
      const client = clientOf(await installed({ package: "pg", range: "8" }, load));
      // A connection that breaks between two statements is told as the next statement's error.
      client.on("error", () => undefined);
      const query: Query = async (statement, values = []) => (await client.query(statement, [...values])).rows;
      return await cleaningUp(
        async () => {
          try {
            await client.connect();
          } catch (thrown) {
            throw unreachable(thrown);
          }
          return await work(query);
        },
        () => client.end().catch(() => undefined),
      );
    },
  };
}

/** Its class of a connection. */
type PgClient = typeof Client;

/** Loads the package. */
export type LoadPg = () => Promise<PgClient>;

async function loadPg(): Promise<PgClient> {
  const { default: pg } = await import("pg");
  return pg.Client;
}
