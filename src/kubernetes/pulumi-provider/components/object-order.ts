import { at, type JsonObject, textAt } from "../../../lib/index.ts";
import { InvalidResource } from "../errors.ts";
import { idOf } from "../object-identity.ts";
import { parseApiVersion } from "../resource-type.ts";

/**
 * Which objects of a bundle each of them needs first, as positions in the bundle: its namespace, the definition of its kind, and those
 * that its annotation `config.kubernetes.io/depends-on` names.
 *
 * @param of what is registered, for messages
 * @throws {InvalidResource} for a reference to what is not in the bundle, and for objects that wait for each other
 */
export function neededFirst(objects: readonly JsonObject[], of: string): readonly (readonly number[])[] {
  const positions = new Map(objects.map((object, position) => [referenceTo(object), position]));
  const needs = objects.map((object) => {
    const found = new Set<number>();
    const namespace = positions.get(`/Namespace/${textAt(object, "metadata", "namespace") ?? ""}`);
    if (namespace !== undefined) found.add(namespace);
    const { group } = parseApiVersion(textAt(object, "apiVersion") ?? "");
    objects.forEach((other, position) => {
      if (textAt(other, "kind") !== "CustomResourceDefinition") return;
      const defines = textAt(other, "spec", "group") === group;
      if (defines && at(other, "spec", "names", "kind") === textAt(object, "kind")) found.add(position);
    });
    for (const reference of dependsOn(object)) {
      const position = positions.get(reference);
      if (position === undefined) {
        const why = `${idOf(object)} depends on ${reference}, which is not among its objects.`;
        throw new InvalidResource({ urn: of, why });
      }
      found.add(position);
    }
    return [...found];
  });
  const circle = circleIn(needs);
  if (circle !== undefined) {
    const names = circle.map((position) => idOf(objects[position] ?? {})).join(" -> ");
    throw new InvalidResource({ urn: of, why: `its objects wait for each other: ${names}.` });
  }
  return needs;
}

function dependsOn(object: JsonObject): readonly string[] {
  const text = textAt(object, "metadata", "annotations", "config.kubernetes.io/depends-on") ?? "";
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

/** `<group>/namespaces/<namespace>/<kind>/<name>`, or `<group>/<kind>/<name>` for what has no namespace. */
function referenceTo(object: JsonObject): string {
  const { group } = parseApiVersion(textAt(object, "apiVersion") ?? "");
  const namespace = textAt(object, "metadata", "namespace");
  const kind = textAt(object, "kind") ?? "";
  const name = textAt(object, "metadata", "name") ?? "";
  return namespace ? `${group}/namespaces/${namespace}/${kind}/${name}` : `${group}/${kind}/${name}`;
}

/** Positions that lead back to the first of them. */
function circleIn(needs: readonly (readonly number[])[]): readonly number[] | undefined {
  const done = new Set<number>();
  const along = (position: number, path: readonly number[]): readonly number[] | undefined => {
    const start = path.indexOf(position);
    if (start >= 0) return [...path.slice(start), position];
    if (done.has(position)) return undefined;
    for (const next of needs[position] ?? []) {
      const circle = along(next, [...path, position]);
      if (circle !== undefined) return circle;
    }
    done.add(position);
    return undefined;
  };
  for (const position of needs.keys()) {
    const circle = along(position, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
