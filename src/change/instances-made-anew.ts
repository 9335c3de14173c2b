import type { ShownStep } from "./shown-step.ts";
import { resourceNameOf } from "./urn.ts";

const anew: ReadonlySet<ShownStep["op"]> = new Set(["create", "replace", "create-replacement"]);

/** Names of the virtual machines that these steps make: what playbooks did on one of that name before is gone. */
export function instancesMadeAnew(steps: readonly ShownStep[]): ReadonlySet<string> {
  return instancesOf(steps.filter(({ op }) => anew.has(op)));
}

/** Names of the virtual machines that these steps make where there is none. */
export function instancesMissing(steps: readonly ShownStep[]): ReadonlySet<string> {
  return instancesOf(steps.filter(({ op }) => op === "create"));
}

function instancesOf(steps: readonly ShownStep[]): ReadonlySet<string> {
  const made = steps.map(({ urn }) => resourceNameOf(urn)).filter(({ type }) => type === "gcp:compute:Instance");
  return new Set(made.map(({ name }) => name));
}
