import { isUnknown } from "../pulumi/index.ts";
import type { PropertyMap } from "./resource-provider.ts";

/**
 * What is known of properties: unknown values inside lists and objects are left out, and a property that is unknown as a
 * whole becomes `null`, so that it is told from one that was not given.
 */
export function knownPart(properties: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, withoutUnknowns(value) ?? null]));
}

function withoutUnknowns(value: unknown): unknown {
  if (isUnknown(value)) return undefined;
  if (Array.isArray(value)) return value.map(withoutUnknowns).filter((item) => item !== undefined);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]): [string, unknown] => [key, withoutUnknowns(inner)])
      .filter(([, inner]) => inner !== undefined),
  );
}
