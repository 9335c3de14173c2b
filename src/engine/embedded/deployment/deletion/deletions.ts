import { messageOf } from "../../../../lib/index.ts";
import type { DeploymentContext } from "../context.ts";
import type { StepExecutor } from "../execution/step-executor.ts";
import { TargetHasDependents } from "../generation/goal-problems.ts";
import { carriedOver } from "../generation/targeting.ts";
import type { ResourceHandle } from "../recording/resource-handle.ts";
import type { DeleteStep, ForgetStep, Step } from "../step.ts";
import { dependentsOf, urnsNeededBy } from "./dependencies.ts";

type Deletion = DeleteStep | ForgetStep;

/**
 * Deletes what the program no longer wants and what was replaced: every resource after all that depend on it.
 *
 * Deletions that do not depend on each other run at the same time. What a failed one still needs stays.
 */
export async function carryOutDeletions(context: DeploymentContext, executor: StepExecutor): Promise<void> {
  const { deletions, carried } = decideDeletions(context);
  if (context.stop.reason) return;
  for (const step of carried) await executor.run([step]);

  const dependents = dependentsAmong(deletions);
  const kept = neededByFailed(context);
  const done = new Map<Deletion, Promise<boolean>>();
  // Walks backwards: the dependents of a resource stand behind it, so they are in the map already.
  for (const step of deletions.toReversed()) {
    done.set(
      step,
      (async () => {
        const gone = await Promise.all((dependents.get(step) ?? []).map(async (other) => await done.get(other)));
        return !gone.includes(false) && !kept.has(step.old.urn) && (await executor.run([step])).kind === "done";
      })(),
    );
  }
  await Promise.all(done.values());
}

/** For each deletion those that have to come before it. Only what stands behind it counts, so there are no cycles. */
function dependentsAmong(deletions: readonly Deletion[]): ReadonlyMap<Deletion, readonly Deletion[]> {
  const before = new Map<string, Deletion[]>();
  const dependents = new Map<Deletion, Deletion[]>(deletions.map((step) => [step, []]));
  for (const step of deletions) {
    for (const urn of urnsNeededBy(step.old.state))
      for (const needed of before.get(urn) ?? []) dependents.get(needed)?.push(step);
    before.set(step.old.urn, [...(before.get(step.old.urn) ?? []), step]);
  }
  return dependents;
}

/** What resources still need that failed to change, directly or through others. */
function neededByFailed({ decisions, old }: DeploymentContext): ReadonlySet<string> {
  const needed = new Set<string>();
  for (const { urn, state } of old.all.toReversed())
    if (decisions.failed.has(urn) || needed.has(urn)) for (const other of urnsNeededBy(state)) needed.add(other);
  return needed;
}

function decideDeletions(context: DeploymentContext): {
  readonly deletions: readonly Deletion[];
  readonly carried: readonly Step[];
} {
  const { decisions, old, targets } = context;
  const deletable = deletableResources(context);
  const deletions: Deletion[] = [];
  const carried: Step[] = [];
  for (const handle of old.all) {
    const { state } = handle;
    if (!deletable(handle)) {
      if (!decisions.isDecided(state.urn)) carried.push(...carriedOver(handle, context));
      continue;
    }
    const deletion = deletionOf(handle, context);
    if (!deletion) continue;
    decisions.deletes.add(state.urn);
    deletions.push(deletion);
    if (targets.constrainsToTargets && !targets.namesTarget(state.urn) && !context.options.targetDependents)
      refuse(new TargetHasDependents({ urn: state.urn }), context);
  }
  return { deletions, carried };
}

function deletionOf(old: ResourceHandle, { decisions }: DeploymentContext): Deletion | undefined {
  const { state } = old;
  if (state.delete) {
    if (decisions.deleted.has(old)) return undefined;
    return { op: state.external ? "discard-replaced" : "delete-replaced", old, awaitsReplacement: false };
  }
  if (decisions.isDecided(state.urn)) return undefined;
  if (state.pendingReplacement) return { op: "remove-pending-replace", old };
  return { op: state.external ? "discard" : "delete", old, awaitsReplacement: false };
}

/**
 * Among targets: they and what depends on them. Among excludes: all but them and what they need, and, as it is for the Pulumi
 * CLI when their dependents are excluded, too, all that hangs together with them in whichever way.
 */
function deletableResources({ old, targets, options }: DeploymentContext): (handle: ResourceHandle) => boolean {
  if (!targets.constrained) return () => true;
  const named = old.all.filter(({ urn }) =>
    targets.constrainsToTargets ? targets.namesTarget(urn) : targets.namesExclude(urn),
  );
  const chosen = new Set<string>(named.map(({ urn }) => urn));
  if (targets.constrainsToTargets) {
    for (const root of named)
      for (const { urn } of dependentsOf(root, old.all, { withChildren: true })) chosen.add(urn);
    return ({ urn }) => chosen.has(urn);
  }
  const keepWithNeeds = ({ urn, state }: ResourceHandle) => {
    for (const each of [urn, ...urnsNeededBy(state)]) chosen.add(each);
  };
  for (let before = -1; before < chosen.size; ) {
    before = chosen.size;
    for (const handle of old.all.toReversed()) {
      const hangsTogether =
        options.excludeDependents === true && [...urnsNeededBy(handle.state)].some((urn) => chosen.has(urn));
      if (chosen.has(handle.urn) || hangsTogether) keepWithNeeds(handle);
    }
  }
  return ({ urn }) => !chosen.has(urn);
}

/**
 * A preview names every problem. Any other operation stops at the first one, so that it deletes nothing outside of its
 * targets.
 */
function refuse(problem: TargetHasDependents, context: DeploymentContext): void {
  context.events.diagnostic("error", messageOf(problem), problem.data.urn);
  context.decisions.sawError = true;
  if (!context.preview) context.stop.request("failed");
}
