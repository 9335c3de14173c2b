/**
 * Cloud DNS: zones and the records in them.
 *
 * In:   drafts of these types.
 * Out:  their rules.
 * Must not know: name resolution. Nothing here answers a query.
 */
export { managedZone, recordSet } from "./zones.ts";
