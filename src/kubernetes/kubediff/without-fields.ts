import { isObject, type JsonObject, memberOf, setMember } from "../../lib/index.ts";
import type { FieldSet } from "../client/index.ts";
import { keyStep, listKeys } from "./list-keys.ts";

/**
 * A copy without these fields. An item of a list, or a map, goes as a whole when it is itself among them and nothing else is left in it.
 */
export function withoutFields(value: unknown, fields: FieldSet): unknown {
  if (isObject(value)) return mapWithout(value, fields);
  return Array.isArray(value) ? listWithout(value, fields) : value;
}

function mapWithout(map: JsonObject, fields: FieldSet): JsonObject {
  const left: JsonObject = {};
  for (const [name, value] of Object.entries(map)) {
    const below = memberOf(fields, `f:${name}`);
    if (below === undefined) setMember(left, name, value);
    else if (!isLeaf(below)) {
      const kept = withoutFields(value, below);
      if (!(isEmpty(kept) && Object.hasOwn(below, "."))) setMember(left, name, kept);
    }
  }
  return left;
}

function listWithout(list: readonly unknown[], fields: FieldSet): readonly unknown[] {
  const keys = listKeys(fields);
  if (keys === undefined) return list;
  return list.flatMap((item) => {
    const below = memberOf(fields, keyStep(item, keys));
    if (below === undefined) return [item];
    // An item whose key is not owned by another manager is removed with all that the server has added to it.
    return isLeaf(below) || Object.hasOwn(below, ".") ? [] : [withoutFields(item, below)];
  });
}

const isLeaf = (fields: FieldSet): boolean => Object.keys(fields).length === 0;

const isEmpty = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
