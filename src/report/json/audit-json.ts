import { type Audit, isWholeAudit } from "../../change/index.ts";

/** What `groundwork audit --json` prints. Within a version members are added, never changed. */
export type AuditJson = {
  readonly kind: "audit";
  readonly version: 1;
  /** False where a record is lost, cannot be read or does not hold: then a run may be missing, or be told otherwise than it was. */
  readonly whole: boolean;
} & Audit;

export function auditJson(audit: Audit): AuditJson {
  return { kind: "audit", version: 1, whole: isWholeAudit(audit), ...audit };
}
