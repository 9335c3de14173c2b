/**
 * Google Cloud's audit logs, by the method `entries.list` of Cloud Logging's API v2.
 *
 * In:   a project, an access token.
 * Out:  {@link gcpAuditLog}.
 * Must not know: how the token is got, which resources there are.
 */
export { type GcpAuditLogSettings, gcpAuditLog } from "./gcp-audit-log.ts";
