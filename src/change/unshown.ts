import { memberOf } from "../lib/index.ts";
import { isAtOrBelow } from "./leaves.ts";
import { isCreation, type ShownStep } from "./shown-step.ts";

/** A step that would happen now and that the preview did not show. */
export interface UnshownStep {
  readonly step: ShownStep;
  /** What is new about it, in words: the op, or the property paths. */
  readonly because: string;
}

/**
 * What would happen now beyond what was shown. Empty means: at most what was shown.
 *
 * Doing less is fine (a retry finds half of the work done). A value that the preview could not know yet may turn out to be
 * anything; a value that it did show has to be that value, and one that it knew has to be known now.
 */
export function unshownSteps(shown: readonly ShownStep[], now: readonly ShownStep[]): readonly UnshownStep[] {
  const shownByKey = new Map(shown.map((step) => [keyOf(step), step]));
  return now.flatMap((step): readonly UnshownStep[] => {
    const before = shownByKey.get(keyOf(step));
    if (!before) return [{ step, because: otherOps(step, shown) }];
    const paths = differingPaths(before, step);
    return paths.length === 0 ? [] : [{ step, because: `other values for ${paths.join(", ")}` }];
  });
}

function differingPaths(shown: ShownStep, now: ShownStep): readonly string[] {
  const left = Object.entries(shown.paths);
  const leftOpen = left.filter(([, value]) => value === "unknown").map(([path]) => path);
  const unexpected = Object.entries(now.paths)
    .filter(
      ([path, value]) => memberOf(shown.paths, path) !== value && !leftOpen.some((open) => isAtOrBelow(path, open)),
    )
    .map(([path]) => path);
  const missing = isCreation(now.op)
    ? left
        .filter(([path, value]) => value !== "unknown" && memberOf(now.paths, path) === undefined)
        .map(([path]) => path)
    : [];
  return [...unexpected, ...missing];
}

function otherOps({ urn, op }: ShownStep, shown: readonly ShownStep[]): string {
  const ops = shown.filter((step) => step.urn === urn).map((step) => step.op);
  return ops.length === 0 ? `${op} was not shown` : `${op} in place of ${ops.join(", ")}`;
}

function keyOf({ urn, op }: ShownStep): string {
  return `${op} ${urn}`;
}
