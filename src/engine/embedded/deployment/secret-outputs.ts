import { isSecret, secretOf } from "../wire/index.ts";
import type { DeploymentContext } from "./context.ts";
import type { Tracked } from "./tracked.ts";

/** Marks outputs as secret that the program wants so, and those that repeat a secret input. */
export function markSecretOutputs(tracked: Tracked, { events }: DeploymentContext): void {
  const { inputs, outputs, additionalSecretOutputs = [] } = tracked.state;
  const secret = new Set(additionalSecretOutputs);
  if (secret.delete("id"))
    events.diagnostic("warning", "The property `id` cannot be made secret; it stays readable.", tracked.urn);
  for (const key of Object.keys(outputs)) if (isSecret(inputs[key])) secret.add(key);
  const marked = [...secret].filter((key) => key in outputs && !isSecret(outputs[key]));
  if (marked.length === 0) return;
  tracked.change({
    outputs: { ...outputs, ...Object.fromEntries(marked.map((key) => [key, secretOf(outputs[key])])) },
  });
}
