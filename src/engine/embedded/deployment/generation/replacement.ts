import { formatReference, isProviderType, parseReference, unknownValue } from "../../../../pulumi/index.ts";
import type { DiffAnswer } from "../../providers/index.ts";
import type { ResourceState } from "../../stack/index.ts";
import type { DeploymentContext } from "../context.ts";
import { dependentsOf } from "../deletion/dependencies.ts";
import type { ResourceHandle } from "../recording/resource-handle.ts";
import type { DeleteStep, Step, StepDiff } from "../step.ts";
import { forcesReplacement } from "./compare-goal.ts";
import { ReplacementProtected } from "./goal-problems.ts";
import { providerViewFor } from "./provider-view.ts";
import { withReplaceOnChanges } from "./replace-on-changes.ts";

/**
 * Creates the new resource first and deletes the old one at the end of the deployment, so that dependents always have
 * one of them.
 */
export function createFirst(old: ResourceHandle, next: ResourceHandle, diff: StepDiff | undefined): readonly Step[] {
  const shown = diff ? { diff } : {};
  return [
    { op: "create-replacement", old, next, deletesOldLater: true, ...shown },
    { op: "replace", old, next, ...shown },
  ];
}

/** The old one was deleted already, because of what it depends on. */
export function recreate(old: ResourceHandle, next: ResourceHandle, replaceKeys: readonly string[]): readonly Step[] {
  return [
    { op: "replace", old, next },
    { op: "create-replacement", old, next, deletesOldLater: false, diff: { replaceKeys, changedKeys: [] } },
  ];
}

/**
 * The old one first, and before it everything that would be replaced because it goes.
 *
 * @throws {ReplacementProtected} when one of those is protected.
 */
export async function deleteFirst(
  old: ResourceHandle,
  next: ResourceHandle,
  diff: StepDiff,
  context: DeploymentContext,
): Promise<readonly Step[]> {
  const { decisions } = context;
  const affected = [...(await replacedWith(old, context)), ...namedReplaceWith(next.urn, context)];
  const settled = decisions.settled();
  const deletes: DeleteStep[] = [];
  for (const { handle, keys } of affected.toReversed()) {
    if (decisions.deleted.has(handle) || settled.has(handle.urn)) continue;
    if (handle.state.protect && !handle.state.delete && !context.options.ignoreProtect)
      throw new ReplacementProtected({ urn: handle.urn, because: next.urn });
    decisions.dependentReplaceKeys.set(handle.urn, keys);
    decisions.deletes.add(handle.urn);
    decisions.deleted.add(handle);
    deletes.push(deletionOf(handle, handle.state.delete ? "delete" : "delete-replaced"));
  }
  if (!old.state.pendingReplacement) deletes.push(deletionOf(old, "delete-replaced"));
  return [
    ...deletes,
    { op: "replace", old, next, diff },
    { op: "create-replacement", old, next, deletesOldLater: false, diff },
  ];
}

function deletionOf(old: ResourceHandle, op: "delete" | "delete-replaced"): DeleteStep {
  return { op, old, awaitsReplacement: op === "delete-replaced" };
}

interface Affected {
  readonly handle: ResourceHandle;
  readonly keys: readonly string[];
}

/** Dependents in dependency order that their providers would replace if what they depend on changed. */
async function replacedWith(root: ResourceHandle, context: DeploymentContext): Promise<readonly Affected[]> {
  if (!context.old.all.includes(root)) return [];
  const replaced = new Set([root.urn]);
  const affected: Affected[] = [];
  const dependents = dependentsOf(root, context.old.all, {
    withChildren: false,
    ignoring: context.decisions.settled(),
  });
  for (const handle of dependents) {
    const diff = await changeOf(handle.state, replaced, context);
    if (!diff || (diff !== "provider" && !forcesReplacement(diff))) continue;
    affected.push({ handle, keys: diff === "provider" ? [] : diff.replaceKeys });
    replaced.add(handle.urn);
  }
  return affected;
}

async function changeOf(
  state: ResourceState,
  replaced: ReadonlySet<string>,
  context: DeploymentContext,
): Promise<DiffAnswer | "provider" | undefined> {
  if (!state.custom || state.external) return undefined;
  if (state.provider && replaced.has(parseReference(state.provider).urn)) return "provider";
  const changed = Object.entries(state.propertyDependencies ?? {})
    .filter(([key, urns]) => Object.hasOwn(state.inputs, key) && urns.some((urn) => replaced.has(urn)))
    .map(([key]) => [key, unknownValue]);
  if (changed.length === 0) return undefined;
  if (isProviderType(state.type))
    await context.registry.ensure(formatReference({ urn: state.urn, id: state.id ?? "" }), state);
  const providerView = await providerViewFor(state, context);
  const inputs = { ...state.inputs, ...Object.fromEntries(changed) };
  const diff = await providerView.diff(state, inputs, state.ignoreChanges ?? []);
  return withReplaceOnChanges(diff, state.replaceOnChanges ?? [], false);
}

function namedReplaceWith(urn: string, { old }: DeploymentContext): readonly Affected[] {
  return old.all.filter(({ state }) => state.replaceWith?.includes(urn)).map((handle) => ({ handle, keys: [] }));
}
