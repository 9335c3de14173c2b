import { GroundworkError } from "../lib/index.ts";

/** An audit log did not answer, or not with what it should. */
export class AuditLogUnreachable extends GroundworkError {
  readonly code = "audit-log-unreachable";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly log: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `The audit log ${data.log} could not be read: ${data.problem}. Who changed a resource is not known without it; ` +
        "give the identity that runs this the role roles/logging.privateLogViewer where it has no access.",
      options,
    );
  }
}
