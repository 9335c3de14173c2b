import { leavesOf } from "./leaves.ts";
import type { PlannedStep } from "./plan.ts";
import { differingPaths } from "./shown-step.ts";

/** One value of a resource that an update changes. */
export interface ChangedScalar {
  readonly before: string | number | boolean;
  readonly after: string | number | boolean;
}

/** Every value that an update changes; `undefined` where one is secret, not known, or there only before or after it. */
export function changedScalars(step: PlannedStep): readonly ChangedScalar[] | undefined {
  const [before, after] = [leavesOf(step.oldInputs ?? {}), leavesOf(step.newInputs ?? {})];
  const changed: ChangedScalar[] = [];
  for (const path of Object.keys(differingPaths(step))) {
    const [old, now] = [before.get(path), after.get(path)];
    if (!old || !now || typeof old === "string" || typeof now === "string") return undefined;
    if (!isScalar(old.known) || !isScalar(now.known)) return undefined;
    changed.push({ before: old.known, after: now.known });
  }
  return changed;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
