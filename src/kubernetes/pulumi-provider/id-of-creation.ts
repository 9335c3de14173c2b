import { isObject, textAt } from "../../lib/index.ts";
import { fromProgram } from "./checkpoint.ts";
import { idOf } from "./object-identity.ts";

/** The id that an object of checked `inputs` gets when it is created; `undefined` where the API server makes up its name. */
export function idOfObjectCreation(inputs: Record<string, unknown>): string | undefined {
  const object = fromProgram(inputs);
  return isObject(object) && textAt(object, "metadata", "name") ? idOf(object) : undefined;
}
