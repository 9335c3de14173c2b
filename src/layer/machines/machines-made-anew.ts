import {
  instancesMadeAnew,
  instancesMissing,
  isPlanned,
  type LayerPreview,
  type ShownStep,
} from "../../change/index.ts";
import type { DesiredState } from "../../desired/index.ts";

/** Keys of machines that the infrastructure is about to make anew: what playbooks did on them before is gone. */
export function machinesMadeAnew(
  machines: DesiredState["machines"],
  before: readonly LayerPreview[],
): readonly string[] {
  const made = instancesMadeAnew(stepsOf(before));
  return machines.map(({ key }) => key).filter((key) => made.has(key));
}

/** Keys of machines that the infrastructure is about to make where there is none. */
export function machinesMissing(before: readonly LayerPreview[]): ReadonlySet<string> {
  return instancesMissing(stepsOf(before));
}

function stepsOf(before: readonly LayerPreview[]): readonly ShownStep[] {
  return before.filter(isPlanned).flatMap((layer) => (layer.layer === "infrastructure" ? layer.steps : []));
}
