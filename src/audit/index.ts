/**
 * Who changed what in a cloud, and when, as its audit log has it.
 *
 * In:   ids of resources, a moment.
 * Out:  the port {@link AuditLog}, with one adapter a cloud in its own folder.
 * Must not know: what is compared, findings, environments.
 */
export type { AuditLog, AuditLogs } from "./audit-log.ts";
