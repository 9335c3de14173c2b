import { parseReference } from "../../../../pulumi/index.ts";
import { TargetUnknown } from "../../../errors.ts";
import type { ResourceState } from "../../stack/index.ts";
import type { DeploymentContext } from "../context.ts";
import { urnsNeededBy } from "../deletion/dependencies.ts";
import { ResourceHandle } from "../recording/resource-handle.ts";
import type { SameStep, Step } from "../step.ts";
import { TargetNeedsMore } from "./goal-problems.ts";

/** Stands for a resource that is not created because it is no target. */
export function skippedCreate(next: ResourceHandle): SameStep {
  return { op: "same", old: undefined, next, skippedCreate: true };
}

/**
 * Leaves a resource that is no target as it is.
 *
 * What it depends on may have left the program without being a target either: it is carried over first, so that the
 * state stays in dependency order.
 */
export function carriedOver(old: ResourceHandle, context: DeploymentContext): readonly SameStep[] {
  const { decisions } = context;
  if (old.state.delete) return [];
  decisions.seen.add(old.urn);
  decisions.sames.add(old.urn);
  // By the URN that the program has for it, too: neither is to be decided once more.
  decisions.sames.add(decisions.renamedFrom.get(old.urn) ?? old.urn);
  const steps: SameStep[] = [];
  for (const urn of urnsNeededBy(old.state)) {
    if (decisions.settled().has(urn) || decisions.isDecided(urn)) continue;
    const needed =
      old.state.provider && parseReference(old.state.provider).urn === urn
        ? context.old.provider(old.state.provider)
        : context.old.get(urn);
    if (needed) steps.push(...carriedOver(needed, context));
  }
  steps.push({ op: "same", old, next: new ResourceHandle(old.state), skippedCreate: false });
  return steps;
}

/**
 * As {@link carriedOver}, once what the program has registered of all that `old` needs in the old state is decided, although
 * the program's own resource may not need it any more.
 *
 * What is carried over beside a registration that is under way would be in the state twice. While this waits, the program
 * may register more of what is needed, so nothing may come between the last look and the decision.
 */
export async function carriedOverInTurn(old: ResourceHandle, context: DeploymentContext): Promise<readonly SameStep[]> {
  const awaited = new Set<Promise<unknown>>();
  for (;;) {
    const open = registrationsNeededBy(old, context).filter((registration) => !awaited.has(registration));
    if (open.length === 0) return carriedOver(old, context);
    for (const registration of open) awaited.add(registration);
    // A failure is reported by the registration itself, and stops this one as well.
    await Promise.allSettled(open);
  }
}

function registrationsNeededBy(old: ResourceHandle, context: DeploymentContext): readonly Promise<unknown>[] {
  const seen = new Set<string>();
  const found: Promise<unknown>[] = [];
  const visit = (state: ResourceState): void => {
    for (const urn of urnsNeededBy(state)) {
      if (seen.has(urn)) continue;
      seen.add(urn);
      const registration = context.decisions.registrations.get(urn);
      if (registration) found.push(registration);
      const needed = context.old.get(urn);
      if (needed) visit(needed.state);
    }
  };
  visit(old.state);
  return found;
}

/**
 * A step must not need a resource that was left out because it is no target.
 *
 * @returns the problem, to be reported once for each resource that is missing.
 */
export function missingTarget(step: Step, { decisions, targets }: DeploymentContext): TargetNeedsMore | undefined {
  if (!targets.constrained || !step.next || (step.op === "same" && step.skippedCreate)) return undefined;
  for (const urn of urnsNeededBy(step.next.state)) {
    if (!decisions.skippedCreates.has(urn)) continue;
    decisions.skippedCreates.delete(urn);
    return new TargetNeedsMore({ urn: step.next.urn, missing: urn, excluded: !targets.constrainsToTargets });
  }
  return undefined;
}

/** Targets that are neither in the old state nor registered in this run. */
export function unknownTargets(
  names: readonly string[],
  { old, decisions }: DeploymentContext,
): readonly TargetUnknown[] {
  return names
    .filter((target) => !old.hasAny(target) && !decisions.seen.has(target))
    .map((target) => new TargetUnknown({ target }));
}
