import { instancesMadeAnew, type LayerPreview, stepsOfInfrastructure } from "../../change/index.ts";
import type { DesiredState } from "../../desired/index.ts";

/** Keys of machines that the infrastructure is about to make anew: what playbooks did on them before is gone. */
export function machinesMadeAnew(
  machines: DesiredState["machines"],
  before: readonly LayerPreview[],
): readonly string[] {
  const made = instancesMadeAnew(stepsOfInfrastructure(before));
  return machines.map(({ key }) => key).filter((key) => made.has(key));
}
