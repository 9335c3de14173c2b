import { isObject, jsonText, memberOf, sameJson } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { isOfFormat } from "./formats.ts";
import { goPattern } from "./patterns.ts";
import type { Schema } from "./schema.ts";
import { TypeNode } from "./type-node.ts";

const invalidValue = (field: string, value: unknown, why: string): StatusCause => ({
  reason: "FieldValueInvalid",
  field: field === "" ? "<nil>" : field,
  message: `Invalid value: ${shown(value)}: ${why}`,
});

const wrongType = (field: string, value: unknown, wanted: string): StatusCause => ({
  ...invalidValue(field, typeName(value), `${field} in body must be of type ${wanted}: ${shown(typeName(value))}`),
  reason: "FieldValueTypeInvalid",
});

/**
 * What a structural schema refuses in a custom resource, worded as the server's validator does. Its rules in CEL are apart.
 *
 * @param at the place of the value in the object
 */
export function validateBySchema(type: TypeNode, value: unknown, at = ""): readonly StatusCause[] {
  const causes: StatusCause[] = [];

  const visit = (node: TypeNode, current: unknown, path: string): void => {
    if (current === null && node.schema.nullable === true) return;
    const wrong = typeFault(node.schema, current, path);
    if (wrong !== undefined) {
      causes.push(wrong);
      return;
    }
    causes.push(...valueFaults(node.schema, current, path), ...alternativeFaults(node.schema, current, path));
    if (Array.isArray(current)) {
      for (const [index, item] of current.entries()) visit(node.items, item, `${path}[${index}]`);
      causes.push(...duplicateFaults(node, current, path));
      return;
    }
    if (!isObject(current)) return;
    for (const name of node.schema.required ?? []) {
      if (memberOf(current, name) === undefined) {
        causes.push({ reason: "FieldValueRequired", field: join(path, name), message: "Required value" });
      }
    }
    for (const [name, child] of Object.entries(current)) {
      const field = node.field(name) ?? node.values;
      if (field !== undefined) visit(field, child, join(path, name));
    }
  };

  visit(type, value, at);
  return causes;
}

function typeFault(schema: Schema, value: unknown, path: string): StatusCause | undefined {
  if (schema["x-kubernetes-int-or-string"] === true) {
    const good = typeof value === "string" || isInteger(value);
    return good ? undefined : wrongType(path, value, "integer,string");
  }
  if (schema.type === undefined || typeMatches(schema.type, value)) return undefined;
  return wrongType(path, value, schema.type);
}

function valueFaults(schema: Schema, value: unknown, path: string): StatusCause[] {
  const causes: StatusCause[] = [];
  const refuse = (why: string): void => {
    causes.push(invalidValue(path, value, `${path} in body ${why}`));
  };
  if (schema.enum !== undefined && !schema.enum.some((allowed) => sameJson(allowed, value))) {
    causes.push({
      reason: "FieldValueNotSupported",
      field: path,
      message: `Unsupported value: ${shown(value)}: supported values: ${schema.enum.map(shown).join(", ")}`,
    });
  }
  if (typeof value === "string") {
    if (schema.format !== undefined && !isOfFormat(schema.format, value)) {
      const why = `${path} in body must be of type ${schema.format}: ${shown(value)}`;
      causes.push({ ...invalidValue(path, value, why), reason: "FieldValueTypeInvalid" });
    }
    if (schema.maxLength !== undefined && value.length > schema.maxLength) {
      causes.push({
        reason: "FieldValueTooLong",
        field: path,
        message: `Too long: may not be more than ${schema.maxLength} bytes`,
      });
    }
    if (schema.minLength !== undefined && value.length < schema.minLength) {
      refuse(`should be at least ${schema.minLength} chars long`);
    }
    if (schema.pattern !== undefined && !matches(schema.pattern, value)) refuse(`should match '${schema.pattern}'`);
  }
  if (typeof value === "number" || typeof value === "bigint") {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
    if (minimum !== undefined && (exclusiveMinimum === true ? value <= minimum : value < minimum)) {
      refuse(`should be greater than ${exclusiveMinimum === true ? "" : "or equal to "}${minimum}`);
    }
    if (maximum !== undefined && (exclusiveMaximum === true ? value >= maximum : value > maximum)) {
      refuse(`should be less than ${exclusiveMaximum === true ? "" : "or equal to "}${maximum}`);
    }
    if (multipleOf !== undefined && Number(value) % multipleOf !== 0) refuse(`should be a multiple of ${multipleOf}`);
  }
  return [...causes, ...sizeFaults(schema, value, path)];
}

function sizeFaults(schema: Schema, value: unknown, path: string): StatusCause[] {
  const tooMany = (max: number, count: number): StatusCause => ({
    reason: "FieldValueTooMany",
    field: path,
    message: `Too many: ${count}: must have at most ${max} items`,
  });
  if (Array.isArray(value)) {
    if (schema.maxItems !== undefined && value.length > schema.maxItems)
      return [tooMany(schema.maxItems, value.length)];
    if (schema.minItems !== undefined && value.length < schema.minItems) {
      return [invalidValue(path, value.length, `${path} in body should have at least ${schema.minItems} items`)];
    }
    return [];
  }
  if (!isObject(value)) return [];
  const count = Object.keys(value).length;
  if (schema.maxProperties !== undefined && count > schema.maxProperties) return [tooMany(schema.maxProperties, count)];
  if (schema.minProperties !== undefined && count < schema.minProperties) {
    return [invalidValue(path, count, `${path} in body should have at least ${schema.minProperties} properties`)];
  }
  return [];
}

function alternativeFaults(schema: Schema, value: unknown, path: string): StatusCause[] {
  const passes = (alternative: Schema): boolean => validateBySchema(new TypeNode(alternative, {}), value).length === 0;
  const causes = (schema.allOf ?? []).flatMap((part) => [...validateBySchema(new TypeNode(part, {}), value, path)]);
  // The alternatives that say "integer or string" are the type of the place itself, which is checked already.
  if (schema["x-kubernetes-int-or-string"] === true) return causes;
  // The server names no field for a choice among schemas, and beside it what the nearest one refuses.
  const refuse = (why: string): void => {
    causes.push(invalidValue("", value, `"${path}" must ${why}`));
  };
  if (schema.anyOf !== undefined && !schema.anyOf.some(passes)) {
    refuse("validate at least one schema (anyOf)");
    causes.push(...nearestFaults(schema.anyOf, value, path));
  }
  const fitting = schema.oneOf?.filter(passes).length ?? 1;
  if (fitting !== 1) {
    refuse("validate one and only one schema (oneOf)");
    if (fitting === 0) causes.push(...nearestFaults(schema.oneOf ?? [], value, path));
  }
  if (schema.not !== undefined && passes(schema.not)) refuse("not validate the schema (not)");
  return causes;
}

/** What the alternative refuses that says most of the value: the server takes it for the one that was meant. */
function nearestFaults(alternatives: readonly Schema[], value: unknown, path: string): readonly StatusCause[] {
  const [nearest] = alternatives.toSorted((one, other) => placesIn(other, value) - placesIn(one, value));
  return nearest === undefined ? [] : validateBySchema(new TypeNode(nearest, {}), value, path);
}

/** How many places of a value a schema has a word on. */
function placesIn({ properties = {} }: Schema, value: unknown): number {
  if (!isObject(value)) return 0;
  return Object.entries(properties).reduce((count, [name, schema]) => {
    const child = memberOf(value, name);
    return child === undefined ? count : count + 1 + placesIn(schema, child);
  }, 0);
}

function duplicateFaults(node: TypeNode, items: readonly unknown[], path: string): StatusCause[] {
  if (node.listType === "atomic") return [];
  const seen = new Set<string>();
  const causes: StatusCause[] = [];
  for (const [index, item] of items.entries()) {
    const keyed =
      node.listType === "set" ? item : node.listKeys.map((key) => (isObject(item) ? memberOf(item, key) : undefined));
    const id = jsonText(keyed);
    if (seen.has(id)) {
      const key = isObject(item) ? Object.fromEntries(node.listKeys.map((name) => [name, memberOf(item, name)])) : item;
      causes.push({
        reason: "FieldValueDuplicate",
        field: `${path}[${index}]`,
        message: `Duplicate value: ${isObject(key) ? jsonText(key) : shown(key)}`,
      });
    }
    seen.add(id);
  }
  return causes;
}

function typeMatches(type: string, value: unknown): boolean {
  switch (type) {
    case "integer":
      return isInteger(value);
    case "number":
      return typeof value === "number" || typeof value === "bigint";
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    default:
      return typeof value === type;
  }
}

/** Integers above 64 bits are floating numbers to a server, and floating numbers above 2^53 - 1 are no integers to it. */
function isInteger(value: unknown): boolean {
  return typeof value === "bigint" || Number.isSafeInteger(value);
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number" || typeof value === "bigint") return isInteger(value) ? "integer" : "number";
  return typeof value;
}

function matches(pattern: string, value: string): boolean {
  try {
    return goPattern(pattern).test(value);
  } catch {
    // A pattern in the server's dialect that this one cannot read refuses nothing rather than everything.
    return true;
  }
}

function shown(value: unknown): string {
  return jsonText(value);
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
