import { instancesMadeAnew, isPlanned, type LayerPreview } from "../../change/index.ts";
import type { DesiredState } from "../../desired/index.ts";

/** Keys of machines that the infrastructure is about to make anew: what playbooks did on them before is gone. */
export function machinesMadeAnew(
  machines: DesiredState["machines"],
  before: readonly LayerPreview[],
): readonly string[] {
  const steps = before.filter(isPlanned).flatMap((layer) => (layer.layer === "infrastructure" ? layer.steps : []));
  const made = instancesMadeAnew(steps);
  return machines.map(({ key }) => key).filter((key) => made.has(key));
}
