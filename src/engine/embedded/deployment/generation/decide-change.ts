import { type DiffAnswer, replaceBecauseOf } from "../../providers/index.ts";
import type { Properties } from "../../stack/index.ts";
import type { DeploymentContext } from "../context.ts";
import type { ResourceHandle } from "../recording/resource-handle.ts";
import type { Step, StepDiff } from "../step.ts";
import { addedInputs } from "./added-inputs.ts";
import { compareGoal, forcesReplacement, triggered } from "./compare-goal.ts";
import type { Goal } from "./goal.ts";
import { ImportedResourceReplaced, InputsRejected, ReplacementProtected } from "./goal-problems.ts";
import type { ProviderView } from "./provider-view.ts";
import { withReplaceOnChanges } from "./replace-on-changes.ts";
import { createFirst, deleteFirst } from "./replacement.ts";

interface Change {
  readonly goal: Goal;
  readonly old: ResourceHandle;
  readonly next: ResourceHandle;
  readonly inputs: Properties;
  readonly providerView: ProviderView | undefined;
  readonly randomSeed: Uint8Array;
}

/**
 * Same, update or replace.
 *
 * `recreate` when the old resource was deleted while its provider was asked, because of what it depends on.
 * @throws {ReplacementProtected}, {@link ImportedResourceReplaced}, {@link InputsRejected}
 */
export async function decideChange(change: Change, context: DeploymentContext): Promise<readonly Step[] | "recreate"> {
  const { goal, old, next, inputs, providerView } = change;
  const { decisions } = context;
  const { urn } = next;
  const isTriggered = triggered(old, next, context);
  const compared = isTriggered
    ? replaceBecauseOf()
    : await compareGoal(old, next, { inputs, ignoreChanges: goal.ignoreChanges }, providerView, context);
  if (decisions.deletes.has(urn)) return "recreate";
  if (compared.changes === "unavailable")
    context.events.diagnostic(
      "warning",
      "The provider's configuration is not known before the update, so this preview may not show what will change.",
      urn,
    );
  const hasInitErrors = (old.state.initErrors ?? []).length > 0;
  const diff = withReplaceOnChanges(compared, goal.replaceOnChanges, hasInitErrors);
  const changes = diff.changes === "some" || diff.changes === "unavailable";

  const replaces = isTriggered || (changes && forcesReplacement(diff)) || old.state.pendingReplacement === true;
  if (replaces) return await replacement(change, diff, context);
  if (changes || hasInitErrors) {
    decisions.updates.add(urn);
    return [{ op: "update", old, next, ignoreChanges: goal.ignoreChanges, diff: shown(diff) }];
  }
  decisions.sames.add(urn);
  return [{ op: "same", old, next, skippedCreate: false }];
}

async function replacement(change: Change, diff: DiffAnswer, context: DeploymentContext): Promise<readonly Step[]> {
  const { goal, old, next } = change;
  const { urn } = next;
  if (next.state.protect && old.state.protect && !context.options.ignoreProtect)
    tellOrThrow(new ReplacementProtected({ urn, because: urn }), context);
  if (goal.importId !== undefined) {
    const problem = new ImportedResourceReplaced({ urn, keys: diff.replaceKeys });
    if (!context.preview) throw problem;
    context.events.diagnostic("warning", problem.message, urn);
  }
  context.decisions.replaces.add(urn);
  await checkAnew(change, context);
  const before = goal.deleteBeforeReplace ?? diff.deleteBeforeReplace;
  return before ? await deleteFirst(old, next, shown(diff), context) : createFirst(old, next, shown(diff));
}

/** Defaults that the provider had kept from the old resource do not hold for a new one. */
async function checkAnew(
  { goal, old, next, providerView, randomSeed }: Change,
  context: DeploymentContext,
): Promise<void> {
  if (!providerView || old.state.taint || context.targets.replaces(next.urn)) return;
  const answer = await providerView.check(undefined, goal.properties, randomSeed);
  if (answer.failures.length > 0) {
    const problems = answer.failures.map(({ property, reason }) => `${property}: ${reason}`);
    for (const problem of problems) context.events.diagnostic("error", problem, next.urn);
    throw new InputsRejected({ urn: next.urn, problems });
  }
  next.change({ inputs: answer.inputs });
  context.decisions.addedInputs.set(next.urn, addedInputs(goal.properties, answer.inputs));
}

/** A preview goes on, so that one sees the change that is refused. */
function tellOrThrow(problem: ReplacementProtected, context: DeploymentContext): void {
  if (!context.preview) throw problem;
  context.decisions.sawError = true;
  context.events.diagnostic("error", problem.message, problem.data.urn);
}

function shown({ replaceKeys, changedKeys, detailedDiff }: DiffAnswer): StepDiff {
  return { replaceKeys, changedKeys, ...(detailedDiff ? { detailedDiff } : {}) };
}
