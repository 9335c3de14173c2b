import { isPlanned, type PlannedLayer, type Problem, unshownSteps } from "../../change/index.ts";
import type { LayerAdapter, LayerTarget } from "../../layer/index.ts";
import { unshownDetails } from "./unshown-details.ts";

/**
 * Why a layer that was planned on changes of other environments may not be applied now that these are: what would happen is not
 * known, or is more than was shown. Outputs that turned out as they were previewed, or were not known then, change nothing.
 */
export async function problemOnApplied(
  { compare }: Pick<LayerAdapter, "compare">,
  target: LayerTarget,
  planned: PlannedLayer,
): Promise<Problem | undefined> {
  const changed = changedUpstreams(planned, target);
  if (changed.length === 0) return undefined;
  const names = changed.join(", ");
  const { upstreams: _, ...standing } = target;
  const now = await compare(standing);
  if (!isPlanned(now)) {
    const message = `What would happen after the changes of ${names} is not known, so nothing was started. Run up again once that is mended.`;
    return { code: "not-planned-on-applied", kind: "unknown", message, details: detailsOf(now) };
  }
  const unshown = unshownSteps(planned.steps, now.steps);
  if (unshown.length === 0) return undefined;
  const message =
    `After the changes of ${names} more would happen than was shown, so nothing was started. ` +
    `Look at it with groundwork preview --env ${target.environment}, then run up again.`;
  return { code: "not-what-was-shown", kind: "refused", message, details: unshownDetails(unshown) };
}

/** Also those whose outputs were expected to stay as they are: they may have turned out otherwise. */
function changedUpstreams({ layer, restsOn = [], plan }: PlannedLayer, { upstreams }: LayerTarget): readonly string[] {
  const pending = layer === "infrastructure" ? (upstreams?.pending ?? []) : [];
  const read = pending.filter((name) => plan?.reads?.stacks.includes(name) ?? true);
  return [...new Set([...restsOn.map(({ environment }) => environment), ...read])];
}

function detailsOf(layer: object): readonly string[] {
  if (!("problem" in layer)) return [];
  const { message, details } = layer.problem as Problem;
  return [message, ...details];
}
