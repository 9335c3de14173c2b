import { memberOf } from "../../../lib/index.ts";
import { didYouMean, nearestName } from "../../../lib/nearest-name.ts";
import { parsePath } from "../../../pulumi/index.ts";
import { changedAt, checkProperties, type GcpFacts, type StoredResource } from "../../cloud/index.ts";
import { InvalidPatch } from "./errors.ts";

/**
 * A resource's properties with a console's changes: property paths to new values, `null` to remove.
 *
 * @throws {InvalidPatch} for a path that is none, a property that the type does not have, a value of the wrong type, and
 *   for what the resource is named by.
 */
export function patched(
  resource: StoredResource,
  patch: Readonly<Record<string, unknown>>,
  facts: ReturnType<GcpFacts["typeOf"]>,
): Record<string, unknown> {
  const { id } = resource;
  let properties: Record<string, unknown> = { ...resource.properties };
  for (const [text, value] of Object.entries(patch)) {
    const path = parsePath(text);
    const key = path?.[0];
    if (path === undefined || typeof key !== "string" || path.includes("*")) {
      throw new InvalidPatch({
        id,
        property: text,
        reason: "is no property path, such as labels.team or allows[0].ports",
      });
    }
    const known = [...Object.keys(facts.inputs), ...Object.keys(facts.outputs)];
    if (!known.includes(key)) {
      throw new InvalidPatch({
        id,
        property: key,
        reason: `is not known${didYouMean(nearestName(key, known))}`,
      });
    }
    if (facts.idFormat?.includes(`{{${key}}}`)) {
      throw new InvalidPatch({ id, property: key, reason: "cannot change: the resource is named by it" });
    }
    properties = changedAt(properties, path, () => value ?? undefined) as Record<string, unknown>;
    properties = withValidTypes(properties, key, resource.id, facts);
  }
  return properties;
}

function withValidTypes(
  properties: Record<string, unknown>,
  key: string,
  id: string,
  facts: ReturnType<GcpFacts["typeOf"]>,
): Record<string, unknown> {
  if (memberOf(facts.inputs, key) === undefined || memberOf(properties, key) === undefined) return properties;
  const { inputs, failures } = checkProperties({ [key]: memberOf(properties, key) }, facts);
  const failure = failures.find(({ property }) => property.startsWith(key));
  if (failure !== undefined) throw new InvalidPatch({ id, ...failure });
  return { ...properties, [key]: memberOf(inputs, key) };
}
