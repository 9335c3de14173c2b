import { copyJson, isObject, type JsonObject, memberOf, setMember } from "../../../../lib/index.ts";
import { jsonForm } from "./json-forms.ts";
import type { TypeNode } from "./type-node.ts";

/**
 * Fills in, in place, what the schema says an absent field means. Absent structs of a built-in type appear as `{}`, as a
 * server's own encoder writes them.
 */
export function applyDefaults(type: TypeNode, value: unknown): void {
  if (Array.isArray(value)) {
    if (type.shape === "list") for (const item of value) applyDefaults(type.items, item);
    return;
  }
  if (!isObject(value) || type.shape === "any") return;
  const form = jsonForm(type.definition);
  for (const name of type.fieldNames) {
    const field = type.field(name);
    if (field === undefined) continue;
    const missing =
      memberOf(value, name) === undefined || (memberOf(value, name) === null && field.schema.nullable !== true);
    if (missing && hasDefault(field) && !(isZero(field.schema.default) && form.omitted.has(name))) {
      setMember(value, name, copyJson(field.schema.default));
    } else if (missing && form.null.has(name)) setMember(value, name, null);
    else if (missing && form.zero.has(name)) setMember(value, name, zeroOf(field));
    if (memberOf(value, name) !== undefined) applyDefaults(field, memberOf(value, name));
  }
  if (type.values !== undefined && type.values.shape !== "any") {
    for (const [name, child] of Object.entries(value)) {
      if (type.field(name) === undefined) applyDefaults(type.values, child);
    }
  }
}

/** A type's object before anyone wrote a field: what a creation is compared with to learn which fields it set. */
export function zeroObject(type: TypeNode): JsonObject {
  const zero: JsonObject = {};
  const form = jsonForm(type.definition);
  for (const name of type.fieldNames) {
    const field = type.field(name);
    if (field === undefined) continue;
    if (field.shape === "struct" && isObject(field.schema.default)) setMember(zero, name, zeroObject(field));
    else if (form.null.has(name)) setMember(zero, name, null);
    else if (form.zero.has(name)) setMember(zero, name, zeroOf(field));
  }
  return zero;
}

/** What an encoder takes for an unset scalar. */
export function isZero(value: unknown): boolean {
  return value === false || value === 0 || value === "";
}

function zeroOf({ shape, schema }: TypeNode): unknown {
  if (shape !== "scalar") return null;
  return memberOf({ string: "", boolean: false, integer: 0, number: 0 }, schema.type ?? "") ?? null;
}

/** A struct-typed time has the default `{}` in the schema, which is not how a time is written. */
function hasDefault(field: TypeNode): boolean {
  const value = field.schema.default;
  return value !== undefined && !(field.shape === "scalar" && isObject(value));
}
