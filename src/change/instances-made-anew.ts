import { isPlanned, type LayerPreview } from "./preview.ts";
import type { ShownStep } from "./shown-step.ts";
import { resourceNameOf } from "./urn.ts";

const anew: ReadonlySet<ShownStep["op"]> = new Set(["create", "replace", "create-replacement"]);

/** Names of the virtual machines that these steps make: what playbooks did on one of that name before is gone. */
export function instancesMadeAnew(steps: readonly ShownStep[]): ReadonlySet<string> {
  return instancesOf(steps.filter(({ op }) => anew.has(op)));
}

/** Names of the virtual machines that the infrastructure is about to make where there is none. */
export function instancesMissing(previews: readonly LayerPreview[]): ReadonlySet<string> {
  return instancesOf(stepsOfInfrastructure(previews).filter(({ op }) => op === "create"));
}

/** Steps of the infrastructure, as far as it was planned. */
export function stepsOfInfrastructure(previews: readonly LayerPreview[]): readonly ShownStep[] {
  return previews.filter(isPlanned).flatMap((each) => (each.layer === "infrastructure" ? each.steps : []));
}

function instancesOf(steps: readonly ShownStep[]): ReadonlySet<string> {
  const made = steps.map(({ urn }) => resourceNameOf(urn)).filter(({ type }) => type === "gcp:compute:Instance");
  return new Set(made.map(({ name }) => name));
}
