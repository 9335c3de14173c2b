import type { PendingOperation, ResourceState } from "../../stack/index.ts";
import type { DeploymentContext } from "../context.ts";
import type { StepExecutor } from "../execution/step-executor.ts";
import type { ResourceHandle } from "../recording/resource-handle.ts";
import { type Adoption, adoptCreations } from "./adopt-creations.ts";

/**
 * Reads every resource that takes part from its provider and makes the old state say what the cloud says.
 *
 * @param options.adopts whether it also has what pending creations made, wherever its provider can be asked for it.
 */
export async function refreshOldState(
  context: DeploymentContext,
  executor: StepExecutor,
  { adopts }: { readonly adopts: boolean },
): Promise<void> {
  const { old, targets, recorder } = context;
  const gone = new Set<ResourceHandle>();
  await Promise.all(
    targets.refreshed(old.all).map(async (handle) => {
      const result = await executor.run([{ op: "refresh", old: handle }], { goOnAfterFailure: true });
      if (result.kind === "done" && result.last?.status === "done" && result.last.refreshed?.op === "delete")
        gone.add(handle);
      if (result.kind === "failed") context.decisions.sawError = true;
    }),
  );
  const { resources: left, closed } = await withCreations(
    old.all.filter((handle) => !gone.has(handle)),
    adopts,
    context,
  );
  removeDanglingUrns(left);
  old.replace(left);
  if (context.preview) return;
  recorder.rebase(left);
  const isOpen = isStillOpen(context);
  recorder.forgetPending((operation) => isOpen(operation) && !closed.has(operation));
}

/** A destroy without a refresh: what pending creations made has to go too, and stands in the way of what it hangs on. */
export async function adoptBeforeDestroy(context: DeploymentContext): Promise<void> {
  const { resources, closed } = await withCreations(context.old.all, true, context);
  context.old.replace(resources);
  if (context.preview) return;
  context.recorder.rebase(resources);
  context.recorder.forgetPending((operation) => operation.type === "creating" && !closed.has(operation));
}

async function withCreations(
  resources: readonly ResourceHandle[],
  adopts: boolean,
  context: DeploymentContext,
): Promise<Pick<Adoption, "resources" | "closed">> {
  const { recorder, targets, options } = context;
  const given = new Map(Object.entries(options.importPendingCreates ?? {}));
  const wanted = recorder.pendingCreations.filter(
    ({ resource }) => given.has(resource.urn) || (adopts && targets.selects(resource)),
  );
  for (const urn of given.keys())
    if (!wanted.some(({ resource }) => resource.urn === urn))
      context.events.diagnostic("warning", `${urn} did not correspond to a pending creation.`);
  if (wanted.length === 0) return { resources, closed: new Set() };
  const adoption = await adoptCreations(wanted, resources, given, context);
  // An error when the user has given the creation's id, or when its provider could not be read.
  if (adoption.open.some(({ urn, kind }) => given.has(urn) || kind === "unreadable")) context.decisions.sawError = true;
  return adoption;
}

/** Whether something was created can only be told by a person, or be given up on request. */
function isStillOpen({ options }: DeploymentContext): (operation: PendingOperation) => boolean {
  return ({ type }) => type === "creating" && options.clearPendingCreates !== true;
}

/** Takes out of resources in dependency order what mentions one that is gone, and properties that depend on nothing. */
function removeDanglingUrns(resources: readonly ResourceHandle[]): void {
  const known = new Set<string>();
  const here = (urn: string) => known.has(urn);
  for (const handle of resources) {
    const { state } = handle;
    const fields: { -readonly [Key in keyof ResourceState]?: ResourceState[Key] | undefined } = {};
    if (state.dependencies?.some((urn) => !here(urn))) fields.dependencies = state.dependencies.filter(here);
    const byProperty = Object.entries(state.propertyDependencies ?? {});
    const left = byProperty
      .map(([key, urns]) => [key, urns.filter(here)] as const)
      .filter(([, urns]) => urns.length > 0);
    if (left.flat(2).length < byProperty.flat(2).length) fields.propertyDependencies = Object.fromEntries(left);
    if (state.deletedWith !== undefined && !here(state.deletedWith)) fields.deletedWith = undefined;
    if (state.replaceWith?.some((urn) => !here(urn))) fields.replaceWith = state.replaceWith.filter(here);
    if (state.parent !== undefined && !here(state.parent)) fields.parent = undefined;
    if (Object.keys(fields).length > 0) handle.change(fields);
    known.add(state.urn);
  }
}
