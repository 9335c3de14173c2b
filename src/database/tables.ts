import { type Query, sqlCodeOf } from "./database.ts";

/** Any number does, as long as no other program locks it in the same database. */
const definitionLock = 7_246_113_089;

/** Defines tables that are missing. Of several processes that do so at once, one does at a time. */
export async function defineTables(query: Query, definition: readonly string[]): Promise<void> {
  await inTransaction(query, async () => {
    await query("SELECT pg_advisory_xact_lock($1)", [definitionLock]);
    for (const statement of definition) await query(statement);
    return { commit: true };
  });
}

/** Does `work` in a transaction, and carries it out if the answer says so. */
export async function inTransaction<T extends { readonly commit: boolean }>(
  query: Query,
  work: () => Promise<T>,
): Promise<T> {
  await query("BEGIN");
  try {
    const result = await work();
    await query(result.commit ? "COMMIT" : "ROLLBACK");
    return result;
  } catch (thrown) {
    // The connection may be gone, and the first error is the one to tell.
    await query("ROLLBACK").catch(() => undefined);
    throw thrown;
  }
}

/** Whether a statement failed because its table was not defined yet: PostgreSQL's `undefined_table`. */
export function isTableMissing(thrown: unknown): boolean {
  return sqlCodeOf(thrown) === "42P01";
}
