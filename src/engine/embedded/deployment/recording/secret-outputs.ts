import { memberOf } from "../../../../lib/index.ts";
import { isSecret, secretOf } from "../../../../pulumi/index.ts";
import type { ResourceState } from "../../stack/index.ts";

/**
 * The state with those outputs marked as secret that the program wants so, and those that repeat a secret input.
 *
 * The same object where nothing is to be marked. A component's program says itself what of its inputs is secret as an output.
 */
export function withSecretOutputs(state: ResourceState): ResourceState {
  const { inputs, outputs, custom, additionalSecretOutputs = [] } = state;
  const secret = new Set(additionalSecretOutputs);
  secret.delete("id");
  if (custom) for (const key of Object.keys(inputs)) if (isSecret(inputs[key])) secret.add(key);
  const marked = [...secret].filter((key) => Object.hasOwn(outputs, key) && !isSecret(memberOf(outputs, key)));
  if (marked.length === 0) return state;
  return {
    ...state,
    outputs: { ...outputs, ...Object.fromEntries(marked.map((key) => [key, secretOf(memberOf(outputs, key))])) },
  };
}
