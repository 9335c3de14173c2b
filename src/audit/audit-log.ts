import type { DesiredState } from "../desired/index.ts";
import type { AuditEntry } from "../drift/index.ts";

/** Who changed what in a cloud. Reads alone. */
export interface AuditLog {
  /**
   * The newest change of each of these resources after a moment, by the cloud's id of the resource. One without an entry is not among
   * them: it was not changed, or the log is late.
   *
   * @throws {AuditLogUnreachable}
   */
  lastChanges(ids: readonly string[], since: Date): Promise<ReadonlyMap<string, AuditEntry>>;
}

/** The logs of all clouds. */
export interface AuditLogs {
  /** That of an environment's cloud; `undefined` where it has none that can be read. */
  of(cloud: Pick<DesiredState["cloud"], "kind" | "project">): AuditLog | undefined;
}
