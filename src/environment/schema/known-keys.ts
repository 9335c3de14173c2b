import type * as z from "zod";
import { memberOf } from "../../lib/index.ts";

/** The keys that a map at this path may have. Empty where any key may stand. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const object = path.reduce<z.core.$ZodType | undefined>(
    (at, step) => (at ? below(at, step) : undefined),
    objectIn(schema),
  );
  const def = object ? definition(object) : undefined;
  return def?.type === "object" ? Object.keys(def.shape).filter((key) => key !== "remove") : [];
}

/** What a schema is made of. */
export function definition(schema: z.core.$ZodType) {
  return (schema as z.core.$ZodTypes)._zod.def;
}

function below(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType | undefined {
  const def = definition(schema);
  if (def.type === "object") {
    const child = memberOf(def.shape, String(step));
    return child ? objectIn(child) : undefined;
  }
  if (def.type === "array") return objectIn(def.element);
  if (def.type === "record") return objectIn(def.valueType);
  return undefined;
}

/** The object schema behind `optional`, `default` and alternatives. */
function objectIn(schema: z.core.$ZodType): z.core.$ZodType {
  const def = definition(schema);
  switch (def.type) {
    case "optional":
    case "default":
    case "prefault":
      return objectIn(def.innerType);
    case "union": {
      const options = def.options.map(objectIn);
      return options.find((option) => definition(option).type === "object") ?? options[0] ?? schema;
    }
    default:
      return schema;
  }
}
