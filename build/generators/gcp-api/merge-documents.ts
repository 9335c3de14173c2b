// A stable version of an API with what its beta has beyond it: Pulumi's provider speaks to both.
import type { DiscoveryDocument, DiscoverySchema } from "./discovery.ts";

/** Documents of the betas of `name`, such as `container.v1beta1` of `container.v1`, out of all names. */
export function betasOf(name: string, names: readonly string[]): string[] {
  const [api = "", version = ""] = name.split(".");
  return names.filter((each) => each === `${api}.beta` || (each.startsWith(`${api}.${version}beta`) && version !== ""));
}

/**
 * The stable document; its schemas have the fields and values of the betas as well.
 *
 * A field that both have forbids only what both forbid.
 */
export function mergedDocument(stable: DiscoveryDocument, betas: readonly DiscoveryDocument[]): DiscoveryDocument {
  return betas.reduce<DiscoveryDocument>(
    (merged, beta) => ({ ...merged, schemas: mergedMembers(merged.schemas, beta.schemas) }),
    stable,
  );
}

function mergedMembers(
  one: Readonly<Record<string, DiscoverySchema>>,
  other: Readonly<Record<string, DiscoverySchema>>,
): Record<string, DiscoverySchema> {
  const merged: Record<string, DiscoverySchema> = { ...other, ...one };
  for (const [name, schema] of Object.entries(one)) {
    const also = other[name];
    if (also !== undefined) merged[name] = mergedSchema(schema, also);
  }
  return merged;
}

function mergedSchema(one: DiscoverySchema, other: DiscoverySchema): DiscoverySchema {
  const { enum: values, pattern, minimum, maximum, readOnly, properties, items, additionalProperties, ...rest } = one;
  return {
    ...rest,
    ...(values !== undefined && other.enum !== undefined && { enum: [...new Set([...values, ...other.enum])] }),
    ...(pattern !== undefined && pattern === other.pattern && { pattern }),
    ...(minimum !== undefined && minimum === other.minimum && { minimum }),
    ...(maximum !== undefined && maximum === other.maximum && { maximum }),
    ...(readOnly === true && other.readOnly === true && { readOnly }),
    ...((properties ?? other.properties) !== undefined && {
      properties: mergedMembers(properties ?? {}, other.properties ?? {}),
    }),
    ...(items !== undefined && { items: other.items === undefined ? items : mergedSchema(items, other.items) }),
    ...(additionalProperties !== undefined && { additionalProperties }),
  };
}
