import { type CheckRequest, madeUpHex, type PropertyMap } from "../../../../provider/index.ts";
import type { TypeFacts } from "../facts/index.ts";

const LONGEST = 63;
const RANDOM_DIGITS = 7;

/**
 * The name that Pulumi gives a resource whose program gives none: its own name and seven hex digits that the engine's seed decides.
 *
 * It stays as long as the resource does; a replacement is made beside the old resource under a new one.
 */
export function autonamed(
  inputs: PropertyMap,
  facts: TypeFacts,
  request: Pick<CheckRequest, "oldInputs" | "randomSeed"> & {
    readonly resourceName: string;
    readonly autoname?: { readonly property: string; readonly longest: number };
  },
): PropertyMap {
  const { property, longest } = request.autoname ?? { property: "name", longest: LONGEST };
  const name = facts.inputs[property];
  if (name === undefined || name.required || inputs[property] !== undefined || inputs["namePrefix"] !== undefined) {
    return inputs;
  }
  const old = request.oldInputs?.[property];
  if (typeof old === "string") return { ...inputs, [property]: old };
  const readable = request.resourceName.toLowerCase().replace(/[^a-z0-9-]/g, "-");
  const start = /^[a-z]/.test(readable) ? readable : `r-${readable}`;
  const suffix = madeUpHex(request.randomSeed, RANDOM_DIGITS);
  return { ...inputs, [property]: `${start.slice(0, longest - RANDOM_DIGITS - 1)}-${suffix}` };
}
