import { randomBytes } from "node:crypto";
import type { PropertyMap } from "../../provider/index.ts";
import type { TypeFacts } from "../facts/index.ts";

const LONGEST = 63;
const RANDOM_DIGITS = 7;

/**
 * The name that Pulumi gives a resource whose program gives none: its own name and seven random hex digits.
 *
 * It stays as long as the resource does; a replacement is made beside the old resource under a new one.
 */
export function autonamed(
  inputs: PropertyMap,
  facts: TypeFacts,
  request: { readonly resourceName: string; readonly oldInputs: PropertyMap | undefined },
): PropertyMap {
  const name = facts.inputs["name"];
  if (name === undefined || name.required || inputs["name"] !== undefined || inputs["namePrefix"] !== undefined) {
    return inputs;
  }
  const old = request.oldInputs?.["name"];
  if (typeof old === "string") return { ...inputs, name: old };
  const readable = request.resourceName.toLowerCase().replace(/[^a-z0-9-]/g, "-");
  const start = /^[a-z]/.test(readable) ? readable : `r-${readable}`;
  const suffix = randomBytes(4).toString("hex").slice(0, RANDOM_DIGITS);
  return { ...inputs, name: `${start.slice(0, LONGEST - RANDOM_DIGITS - 1)}-${suffix}` };
}
