/**
 * The local cloud's events as an audit log.
 *
 * In:   the events of its console.
 * Out:  {@link localAuditLog}.
 * Must not know: the daemon, how events are kept.
 */
export { type LocalEvent, localAuditLog } from "./local-audit-log.ts";
