/**
 * Leases as rows of a table in PostgreSQL, also in a folder without a server.
 *
 * In:   a database.
 * Out:  {@link tableLeases}.
 * Must not know: what a lease is taken for, how it lapses, where a database comes from.
 */
export { tableLeases } from "./table-leases.ts";
