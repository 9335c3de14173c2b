import { closest, distance } from "fastest-levenshtein";
import type * as z from "zod";

/** The keys that a map at this path may have. Empty where any key may stand. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const object = path.reduce<z.core.$ZodType | undefined>(
    (at, step) => (at ? below(at, step) : undefined),
    objectIn(schema),
  );
  const def = object ? definition(object) : undefined;
  return def?.type === "object" ? Object.keys(def.shape).filter((key) => key !== "remove") : [];
}

/** The known key that a misspelt one most likely is, if any is near enough. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const candidate = closest(written, known);
  const limit = Math.min(Math.max(2, Math.floor(candidate.length / 3)), candidate.length - 1);
  const isNear = distance(written.toLowerCase(), candidate.toLowerCase()) <= limit;
  const isPart = written.length > 1 && (candidate.startsWith(written) || written.startsWith(candidate));
  return isNear || isPart ? candidate : undefined;
}

/** What a schema is made of. */
export function definition(schema: z.core.$ZodType) {
  return (schema as z.core.$ZodTypes)._zod.def;
}

function below(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType | undefined {
  const def = definition(schema);
  if (def.type === "object") {
    const child = def.shape[String(step)];
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
