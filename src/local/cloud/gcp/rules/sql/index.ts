/**
 * Cloud SQL: instances, their databases and users.
 *
 * In:   drafts of these types.
 * Out:  their rules.
 * Must not know: databases: nothing here listens on a port.
 */
export { database, databaseInstance, user } from "./instances.ts";
