import { digestOf } from "./digest.ts";
import { PartNotBelieved } from "./errors.ts";
import type { PreviewPart } from "./merge-previews.ts";
import { isPlanned, type PlannedLayer } from "./preview.ts";
import { shownSteps } from "./shown-step.ts";
import { countChanges } from "./summary.ts";

/**
 * Checks a part that a job made which ran the change's own code, and could have written anything into it: that it shows all that it
 * binds. Then a part that says more than is true lets `up` do no more than people saw and approved.
 *
 * @param touched environments that the change touches, found out by another job
 * @throws {PartNotBelieved}
 */
export function requireSoundPart({ name, preview }: PreviewPart, touched: ReadonlySet<string>): void {
  for (const { affected, layers } of preview.environments) {
    const refuse = (because: string): never => {
      throw new PartNotBelieved({ part: name, environment: affected.name, because });
    };
    if (!touched.has(affected.name)) refuse("the change does not touch the environment");
    for (const layer of layers.filter(isPlanned)) {
      const because = contradictionIn(layer);
      if (because !== undefined) refuse(`of the layer ${layer.layer}, ${because}`);
    }
  }
}

function contradictionIn({ kind, steps, counts, planDigest, manifests, plan }: PlannedLayer): string | undefined {
  if (planDigest !== digestOf(manifests ? [] : steps, manifests)) return "the digest is not that of the steps";
  if (kind === "unchanged" && steps.length > 0) return "there are steps where nothing would change";
  if (manifests !== undefined) return undefined;
  // An unchanged layer that was shown before has no plan, and binds nothing.
  if (plan === undefined) return kind === "unchanged" ? undefined : "the engine's plan is missing";
  if (planDigest !== digestOf(shownSteps(plan))) return "the steps that bind are not those of the plan that is shown";
  const counted = countChanges(plan.steps);
  const differs = Object.entries(counts).some(([key, count]) => counted[key as keyof typeof counted] !== count);
  return differs ? "the numbers are not those of the plan" : undefined;
}
