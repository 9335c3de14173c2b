/**
 * Cloud SQL: instances, their databases and users.
 *
 * In:   drafts of these types.
 * Out:  their rules.
 * Must not know: how a database works. Nothing here listens on a port.
 */
export { database, databaseInstance, user } from "./instances.ts";
