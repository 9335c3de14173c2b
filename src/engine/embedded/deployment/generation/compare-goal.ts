import { containsUnknowns, isOutputValue, isSecret, mapValue, parseReference } from "../../../../pulumi/index.ts";
import { type DiffAnswer, noDiff, replaceBecauseOf, sameValue } from "../../providers/index.ts";
import type { Properties } from "../../stack/index.ts";
import type { DeploymentContext } from "../context.ts";
import type { ResourceHandle } from "../recording/resource-handle.ts";
import { ReplacementTriggerUnknown } from "./goal-problems.ts";
import { ProviderMissing } from "./provider-of.ts";
import type { ProviderView } from "./provider-view.ts";

/** How what a program wants differs from what there is, with the engine's own reasons for a replacement first. */
export async function compareGoal(
  old: ResourceHandle,
  next: ResourceHandle,
  wanted: { readonly inputs: Properties; readonly ignoreChanges: readonly string[] },
  providerView: ProviderView | undefined,
  context: DeploymentContext,
): Promise<DiffAnswer> {
  const { urn } = next;
  if (old.state.taint || context.targets.replaces(urn)) return replaceBecauseOf("id");
  if (next.state.replaceWith?.some((other) => context.decisions.replaces.has(other)))
    return replaceBecauseOf("replaceWith");
  if (await providerChanged(old, next, context)) return replaceBecauseOf("provider");
  if (providerView) return await providerView.diff(old.state, wanted.inputs, wanted.ignoreChanges);
  return sameValue(old.state.inputs, wanted.inputs) ? noDiff : { ...noDiff, changes: "some" };
}

/**
 * Whether the program's replacement trigger has changed. Nothing else is compared then, and no property forces it.
 *
 * @throws {ReplacementTriggerUnknown} outside of a preview.
 */
export function triggered(old: ResourceHandle, next: ResourceHandle, { preview }: DeploymentContext): boolean {
  const before = unmarked(old.state.replacementTrigger);
  const now = unmarked(next.state.replacementTrigger);
  if (containsUnknowns(now)) {
    if (!preview) throw new ReplacementTriggerUnknown({ urn: next.urn });
    return true;
  }
  const absent = (value: unknown) => value === undefined || value === null;
  return !absent(before) && !absent(now) && !sameValue(before, now);
}

function unmarked(value: unknown): unknown {
  return mapValue(value, (item) => (isSecret(item) || isOutputValue(item) ? { to: unmarked(item.value) } : undefined));
}

/**
 * Whether another provider now manages the resource in such a way that it has to be made anew.
 *
 * A provider of another version or configuration may go on with the resource unless it says itself that it cannot.
 */
async function providerChanged(
  old: ResourceHandle,
  next: ResourceHandle,
  context: DeploymentContext,
): Promise<boolean> {
  const before = old.state.provider ?? "";
  const now = next.state.provider ?? "";
  if (before === now) return false;
  if (before === "" || now === "") return true;
  const oldReference = parseReference(before);
  const newReference = parseReference(now);
  if (context.decisions.renamedFrom.get(oldReference.urn) === newReference.urn) return false;

  const client = await context.registry.get(now);
  const newProvider = context.decisions.current.get(newReference.urn);
  const oldProvider = context.old.get(oldReference.urn) ?? context.old.provider(before);
  if (!client || !newProvider || !oldProvider) throw new ProviderMissing({ urn: next.urn, provider: now });
  const diff = await client.diffConfig(newReference, oldProvider.state, newProvider.state.inputs);
  return forcesReplacement(diff);
}

export function forcesReplacement(diff: DiffAnswer): boolean {
  return (
    diff.replaceKeys.length > 0 || Object.values(diff.detailedDiff ?? {}).some(({ kind }) => kind.endsWith("-replace"))
  );
}
