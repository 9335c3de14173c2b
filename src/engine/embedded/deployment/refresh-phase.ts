import type { PendingOperation, ResourceState } from "../state/snapshot.ts";
import type { DeploymentContext } from "./context.ts";
import type { StepExecutor } from "./step-executor.ts";
import type { Tracked } from "./tracked.ts";

/** Reads every resource that takes part from its provider and makes the old state say what the cloud says. */
export async function refreshOldState(context: DeploymentContext, executor: StepExecutor): Promise<void> {
  const { old, targets, recorder } = context;
  const gone = new Set<Tracked>();
  await Promise.all(
    targets.refreshed(old.all).map(async (tracked) => {
      const result = await executor.run([{ op: "refresh", old: tracked }], { goOnAfterFailure: true });
      if (result.kind === "done" && result.last?.status === "done" && result.last.refreshed?.op === "delete")
        gone.add(tracked);
      if (result.kind === "failed") context.decisions.sawError = true;
    }),
  );
  const left = old.all.filter((tracked) => !gone.has(tracked));
  removeDanglingUrns(left);
  old.replace(left);
  if (context.preview) return;
  recorder.rebase(left);
  recorder.forgetPending(isStillOpen(context));
}

/** Whether something was created can only be told by a person, or be given up on request. */
function isStillOpen({ options }: DeploymentContext): (operation: PendingOperation) => boolean {
  return ({ type }) => type === "creating" && options.clearPendingCreates !== true;
}

/** Takes out of resources in dependency order what mentions one that is gone, and properties that depend on nothing. */
function removeDanglingUrns(resources: readonly Tracked[]): void {
  const known = new Set<string>();
  const here = (urn: string) => known.has(urn);
  for (const tracked of resources) {
    const { state } = tracked;
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
    if (Object.keys(fields).length > 0) tracked.change(fields);
    known.add(state.urn);
  }
}
