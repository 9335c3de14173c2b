import { exactJson } from "../../../../kubernetes/exact-json/index.ts";
import { isObject, type JsonObject, jsonText, objectOf, stringOf, without } from "../../../../lib/index.ts";
import { compareObjects, FieldSet, fieldsOf } from "../apply/index.ts";
import type { TypeNode } from "../schema/index.ts";

/** What `kubectl apply` without `--server-side` compares with. */
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/** Keeps the annotation of an object that has it true, so that client-side apply can go on after server-side ones. */
export function withLastApplied(object: JsonObject, wanted: JsonObject, manager: string): JsonObject {
  const metadata = objectOf(object.metadata);
  const annotations = objectOf(metadata.annotations);
  if (manager !== "kubectl" || annotations[lastApplied] === undefined) return object;
  const sent = objectOf(wanted.metadata);
  const others = without(objectOf(sent.annotations), lastApplied);
  const rest = without(sent, "annotations");
  const plain = { ...wanted, metadata: Object.keys(others).length === 0 ? rest : { annotations: others, ...rest } };
  const updated = { ...annotations, [lastApplied]: `${jsonText(sortedKeys(plain))}\n` };
  return { ...object, metadata: { ...metadata, annotations: updated } };
}

/**
 * The fields that client-side apply wrote and that are unchanged since. When kubectl switches to server-side apply, it
 * takes them over from any owner that is recorded for them.
 */
export function fieldsAsLastApplied(type: TypeNode, live: JsonObject, manager: string): FieldSet {
  const text = stringOf(objectOf(objectOf(live.metadata).annotations)[lastApplied]);
  if (manager !== "kubectl" || text === undefined) return new FieldSet();
  try {
    const before = objectOf(exactJson(text));
    const { added, modified, removed } = compareObjects(type, before, live);
    return fieldsOf(type, before).difference(added).difference(modified).difference(removed);
  } catch {
    // An annotation that cannot be read gives no rights.
    return new FieldSet();
  }
}

/** With the members of every object in order, as Go writes a map. */
function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, child]) => [name, sortedKeys(child)]),
  );
}
