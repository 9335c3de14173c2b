/**
 * The history port as rows of a table in PostgreSQL.
 *
 * In:   the URL of a server, or a folder in which PGlite, which is PostgreSQL in a process, keeps its files.
 * Out:  {@link postgresHistory}, {@link pgliteHistory}; {@link readServerUrl}: a URL whose password stays out of messages.
 * Must not know: what a record is used for, where a URL comes from.
 */
export { pgliteHistory } from "./pglite-database.ts";
export { postgresHistory } from "./server-database.ts";
export { readServerUrl, type ServerUrl } from "./server-url.ts";
