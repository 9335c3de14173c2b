/**
 * The history port as rows of a table in PostgreSQL.
 *
 * In:   a database, on a server or in a folder.
 * Out:  {@link tableHistory}.
 * Must not know: what a record is used for, where a database comes from.
 */
export { tableHistory } from "./table-history.ts";
