import { counted, GroundworkError } from "../../../lib/index.ts";
import { type DeploymentContext, lookForCreations, type PendingCreation } from "../deployment/index.ts";
import { creationsIn, type PendingOperation, type ResourceState } from "../stack/index.ts";

/** Creations of an earlier run exist: an up would make them a second time, or be told by the cloud that they are there. */
export class PendingCreationsExist extends GroundworkError {
  readonly code = "pending-creations-exist";
  readonly kind = "refused";
  constructor(readonly data: { readonly urns: readonly string[]; readonly adoptCommand: string }) {
    super(
      `${counted(data.urns.length, "resource exists", "resources exist")} in the cloud that an interrupted ` +
        `run created and the state does not have. Nothing was done. Adopt first, with: ${data.adoptCommand}`,
    );
  }
}

/**
 * Warns of operations of an earlier run whose end is unknown, and says which of the pending creations exist in the
 * cloud.
 *
 * A creation that was repeated since, and whose result is in the state, is no longer pending.
 *
 * @returns the resources that exist in the cloud and not in the state.
 */
export async function warnOfPending(
  operations: readonly PendingOperation[],
  adoptCommand: string,
  context: DeploymentContext,
): Promise<readonly ResourceState[]> {
  if (operations.length === 0) return [];
  const creations = await lookForCreations(creationsIn({ pendingOperations: operations }), context);
  const settled = new Set(
    creations.filter(({ finding }) => finding.kind === "settled").map(({ operation }) => operation),
  );
  const pending = operations.filter((operation) => !settled.has(operation));
  if (settled.size > 0) context.recorder.forgetPending((operation) => !settled.has(operation));
  if (pending.length === 0) return [];
  const list = pending.map((operation) => `  * ${describe(operation, creations)}`);
  context.events.diagnostic(
    "warning",
    `An earlier run was interrupted during ${counted(pending.length, "operation")}; whether they were done is not known:\n${list.join("\n")}\n` +
      remedy(creations, adoptCommand),
  );
  return creations.flatMap(({ resource, finding }) => (finding.kind === "exists" ? [resource] : []));
}

function describe(operation: PendingOperation, creations: readonly PendingCreation[]): string {
  const finding = creations.find((each) => each.operation === operation)?.finding;
  const line = `${operation.resource.urn}, interrupted while ${operation.type}`;
  switch (finding?.kind) {
    case "exists":
      return `${line}; it exists as ${finding.found.id}`;
    case "absent":
      return `${line}; there is nothing called ${finding.id}`;
    case "another's":
      return `${line}; ${finding.id} is in the state as ${finding.urn}`;
    case "unreadable":
      return `${line}; its provider cannot be asked: ${finding.reason}`;
    default:
      return line;
  }
}

function remedy(creations: readonly PendingCreation[], adoptCommand: string): string {
  const exists = creations.some(({ finding }) => finding.kind === "exists");
  const unknown = creations.some(({ finding }) => finding.kind !== "exists" && finding.kind !== "absent");
  return [
    ...(exists ? [`Adopt what exists with: ${adoptCommand}`] : []),
    "A refresh reads what there is and settles all but creations." +
      (unknown
        ? " Look in the cloud whether those resources exist: import them, with a refresh and --import-pending-creates <urn> " +
          "--import-pending-creates <id>, or forget them with a refresh and --clear-pending-creates."
        : ""),
  ].join("\n");
}
