import { type EnvironmentRun, isGoodEnd, isPlanned, type LayerPreview, type LayerRun } from "../../change/index.ts";
import type { ApplyOptions } from "../../layer/index.ts";
import type { FlowPorts } from "../ports.ts";
import type { ComparedEnvironment } from "../preview/index.ts";
import { problemOnApplied } from "./plan-on-applied.ts";

/** Applies an environment's layers in the order they stand on each other. What stands on a layer that failed is not started. */
export async function applyLayers(
  { preview, target }: ComparedEnvironment,
  options: ApplyOptions,
  { layers: adapters, clock }: Pick<FlowPorts, "layers" | "clock">,
): Promise<EnvironmentRun> {
  const startedAt = clock.now().getTime();
  const layers: LayerRun[] = [];
  const applyOne = async (planned: LayerPreview): Promise<LayerRun> => {
    const { layer } = planned;
    const at = clock.now().toISOString();
    if (planned.kind === "not-handled") {
      const { because } = planned;
      return { layer, at, kind: "not-handled", ...(because !== undefined && { because }) };
    }
    const { apply } = adapters[layer];
    if (!apply) return { layer, at, kind: "not-handled" };
    const bad = layers.find((each) => !isGoodEnd(each));
    if (bad) return { layer, at, kind: "not-started", because: `the ${bad.layer} did not succeed` };
    // A run is refused before this while a layer has no plan.
    if (!isPlanned(planned)) return { layer, at, kind: "not-started", because: "it was not planned" };
    const problem = await problemOnApplied(adapters[layer], target, planned);
    return problem ? { layer, at, kind: "refused", problem } : await apply(target, planned, options);
  };
  for (const planned of preview.layers) layers.push(await applyOne(planned));
  return { affected: preview.affected, layers, milliseconds: clock.now().getTime() - startedAt };
}
