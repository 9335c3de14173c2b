/**
 * PostgreSQL, for adapters that keep something in it: on a server, or in a folder without one.
 *
 * In:   the URL of a server, or a folder in which PGlite, which is PostgreSQL in a process, keeps its files.
 * Out:  {@link Database}: {@link serverDatabase}, {@link pgliteDatabase}; {@link readServerUrl}: a URL whose password stays out of
 *       messages; {@link repeated}; {@link defineTables} and {@link inTransaction}.
 * Must not know: what is kept in it.
 */
export type { Database, Query, Row } from "./database.ts";
export { DatabaseGone, DatabaseUnreachable, RecordPackageMissing } from "./errors.ts";
export { type PGliteClass, pgliteDatabase } from "./pglite.ts";
export { repeated } from "./repeated.ts";
export { type LoadPg, serverDatabase } from "./server.ts";
export { readServerUrl, type ServerUrl } from "./server-url.ts";
export { defineTables, inTransaction, isTableMissing } from "./tables.ts";
