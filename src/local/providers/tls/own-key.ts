import type { CheckFailure, PropertyMap } from "../../../provider/index.ts";

/**
 * A key comes in a property that is kept in the state, or in a write-only one, whose version property tells when it has
 * changed.
 */
export function ownKey(property: string, inputs: PropertyMap): unknown {
  return inputs[property] ?? inputs[`${property}Wo`];
}

export function ownKeyFailures(property: string, inputs: PropertyMap): CheckFailure[] {
  const given = [property, `${property}Wo`].filter((name) => inputs[name] !== undefined);
  if (given.length === 1) return [];
  return [
    {
      property,
      reason: given.length === 0 ? `or ${property}Wo is required` : `and ${property}Wo are both given; give one`,
    },
  ];
}
