import { type PendingOperation, type ResourceState, rfc3339 } from "../../stack/index.ts";
import type { DeploymentContext } from "../context.ts";
import { urnsNeededBy } from "../deletion/dependencies.ts";
import { stepMetadata } from "../events/step-metadata.ts";
import { ResourceHandle } from "../recording/resource-handle.ts";
import type { ImportStep } from "../step.ts";
import { type FoundResource, lookForCreations, type PendingCreation } from "./pending-creations.ts";

interface StillOpen {
  readonly urn: string;
  readonly kind: PendingCreation["finding"]["kind"];
  readonly reason: string;
}

export interface Adoption {
  /** Resources as the state is to have them, in dependency order. */
  readonly resources: readonly ResourceHandle[];
  /** Operations that are pending no more. */
  readonly closed: ReadonlySet<PendingOperation>;
  /** Why an operation stays pending, one sentence each. */
  readonly open: readonly StillOpen[];
}

/**
 * Takes what pending creations made over into `resources`, which stand in dependency order. Pure but for what replaced ones are marked.
 *
 * What a creation was to replace waits for its deletion afterwards, as if the replacement had ended. What does not exist is
 * closed too: the next up creates it.
 */
export function adopted(
  creations: readonly PendingCreation[],
  resources: readonly ResourceHandle[],
  given: ReadonlyMap<string, string>,
  now: string,
): Adoption {
  const all = [...resources];
  const closed = new Set<PendingOperation>();
  const open: StillOpen[] = [];
  for (const { operation, resource, finding } of creations) {
    const { urn } = resource;
    if (finding.kind === "settled" || (finding.kind === "absent" && !given.has(urn))) {
      closed.add(operation);
      continue;
    }
    const reason =
      finding.kind === "exists"
        ? (missingFor(resource, all) ?? taken(resource, finding.found, all))
        : whyNotFound(resource, finding);
    if (finding.kind !== "exists" || reason !== undefined) {
      open.push({ urn, kind: finding.kind, reason: reason ?? "" });
      continue;
    }
    closed.add(operation);
    makeRoom(urn, all);
    all.push(new ResourceHandle({ ...resource, ...finding.found, created: now, modified: now }));
  }
  return { resources: all, closed, open };
}

function whyNotFound(
  { urn, type }: ResourceState,
  finding: Exclude<PendingCreation["finding"], { readonly kind: "exists" | "settled" }>,
): string {
  if (finding.kind === "absent") return `there is nothing with id ${JSON.stringify(finding.id)}. ${wayOut(urn)}`;
  if (finding.kind === "another's")
    return `${JSON.stringify(finding.id)} is in the state as ${finding.urn}. Refresh with --clear-pending-creates to forget it.`;
  if (finding.kind === "unreadable") return `its provider cannot be asked: ${finding.reason}. ${wayOut(urn)}`;
  return `the id of a ${type} does not follow from its inputs, so its provider cannot be asked. ${wayOut(urn)}`;
}

function missingFor(resource: ResourceState, all: readonly ResourceHandle[]): string | undefined {
  const missing = [...urnsNeededBy(resource)].find((urn) => !all.some((each) => each.urn === urn));
  if (missing === undefined) return undefined;
  return `it exists, but ${missing}, which it needs, is not in the state. Bring that up with --target first.`;
}

/** The state has got another resource of that name since. Which of the two is wanted has to be decided by a person. */
function taken(resource: ResourceState, { id }: FoundResource, all: readonly ResourceHandle[]): string | undefined {
  const living = all.find(({ urn, state }) => urn === resource.urn && !state.delete && !state.pendingReplacement);
  // What it was to replace has passed on its birthday.
  if (!living || (living.state.created !== undefined && living.state.created === resource.created)) return undefined;
  return (
    `it exists with id ${JSON.stringify(id)} beside the one in the state with id ${JSON.stringify(living.state.id)}. ` +
    "Delete it in the cloud if it is not wanted, and forget it by a refresh with --clear-pending-creates."
  );
}

function makeRoom(urn: string, all: ResourceHandle[]): void {
  const at = all.findIndex((each) => each.urn === urn && !each.state.delete);
  const living = all[at];
  if (!living) return;
  if (living.state.pendingReplacement) all.splice(at, 1);
  else living.change({ delete: true });
}

/**
 * Looks in the cloud for what pending creations made and takes it over.
 *
 * @param wanted the operations to look for; `given` has ids that a person knows, by URN.
 */
export async function adoptCreations(
  wanted: readonly PendingOperation[],
  resources: readonly ResourceHandle[],
  given: ReadonlyMap<string, string>,
  context: DeploymentContext,
): Promise<Adoption> {
  const creations = await lookForCreations(wanted, context, given);
  const adoption = adopted(creations, resources, given, rfc3339(context.clock.now()));
  tell(creations, adoption, context);
  return adoption;
}

/** Shows each adopted resource as what it is in the plan and the outcome: an import. */
function tell(creations: readonly PendingCreation[], adoption: Adoption, context: DeploymentContext): void {
  for (const { operation, finding } of creations) {
    if (finding.kind === "absent" && adoption.closed.has(operation))
      context.events.diagnostic(
        "info",
        `There is nothing with id ${JSON.stringify(finding.id)}: the creation did not happen, and is not pending any more.`,
        operation.resource.urn,
      );
    if (finding.kind !== "exists" || !adoption.closed.has(operation)) continue;
    const next = adoption.resources.findLast(({ urn }) => urn === operation.resource.urn);
    if (!next) continue;
    const step: ImportStep = { op: "import", old: undefined, next, ignoreChanges: [], randomSeed: new Uint8Array() };
    context.events.emit({ resourcePreEvent: { metadata: stepMetadata(step), planning: context.preview } });
    context.counts.add("import");
    context.events.emit({ resOutputsEvent: { metadata: stepMetadata(step), planning: context.preview } });
  }
  for (const { urn, reason } of adoption.open)
    context.events.diagnostic("warning", `The creation of ${urn} stays pending: ${reason}`);
}

/** What a person can do about a creation that nothing can be found out about: the Pulumi CLI's flags. */
function wayOut(urn: string): string {
  const flag = "--import-pending-creates";
  return (
    `Look in the cloud whether it exists. If so, refresh with ${flag} '${urn}' ${flag} <id>; ` +
    "if not, with --clear-pending-creates."
  );
}
