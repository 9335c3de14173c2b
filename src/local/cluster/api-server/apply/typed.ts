import { GroundworkError, isObject, type JsonObject, memberOf, setMember } from "../../../../lib/index.ts";
import { anyType, type TypeNode } from "../schema/index.ts";
import { type FieldPath, type PathElement, pathText } from "./field-set.ts";

/** A value that does not fit its type, so that its fields cannot be told apart. */
export class UntypedValue extends GroundworkError {
  readonly code = "kubernetes-untyped-value";
  readonly kind = "invalid";
  constructor(readonly data: { readonly path: string; readonly why: string }) {
    super(`${data.path}: ${data.why}`);
  }
}

/** How a value is owned and merged: as a whole, field by field, or item by item. */
export type Granularity = "leaf" | "fields" | "items";

/** Objects of no declared type are owned field by field, their lists as a whole. */
export function granularity(type: TypeNode, value: unknown): Granularity {
  if (type.shape === "scalar" || type.atomic) return "leaf";
  if (type.shape === "any") return isObject(value) ? "fields" : "leaf";
  return type.shape === "list" ? "items" : "fields";
}

/** As {@link granularity} for two versions of a value, of which either may be absent. */
export function granularityOf(type: TypeNode, left: unknown, right: unknown): Granularity {
  if (type.shape !== "any") return granularity(type, left);
  const present = [left, right].filter((value) => value !== undefined && value !== null);
  return present.length > 0 && present.every(isObject) ? "fields" : "leaf";
}

/** The type of a field, `undefined` for a field that the type does not declare. */
export function typeOfField(type: TypeNode, name: string): TypeNode | undefined {
  if (type.shape === "any") return anyType;
  return type.field(name) ?? type.values;
}

/** Whether the field is one that the type names, rather than an entry of a map. */
export function isNamedField(type: TypeNode, name: string): boolean {
  return type.shape === "struct" && type.field(name) !== undefined;
}

export interface ListItem {
  readonly element: PathElement;
  readonly value: unknown;
}

/**
 * The items of a set or keyed list with their path elements.
 * @throws {UntypedValue} for an item without its keys, or two items with the same ones unless `lenient`
 */
export function itemsOf(type: TypeNode, list: unknown, path: FieldPath, lenient = false): readonly ListItem[] {
  if (!Array.isArray(list)) return [];
  const seen = new Set<PathElement>();
  const items: ListItem[] = [];
  for (const [index, value] of list.entries()) {
    const element =
      type.listType === "set" ? `v:${JSON.stringify(value)}` : keyedElement(type, value, path, index, lenient);
    if (seen.has(element)) {
      if (lenient) continue;
      throw new UntypedValue({ path: pathText(path), why: `duplicate entries for key ${pathText([element])}` });
    }
    seen.add(element);
    items.push({ element, value });
  }
  return items;
}

function keyedElement(type: TypeNode, item: unknown, path: FieldPath, index: number, lenient: boolean): PathElement {
  if (!isObject(item)) {
    if (lenient) return `i:${index}`;
    throw new UntypedValue({
      path: pathText(path),
      why: `element ${index}: associative list with keys may not have non-map elements`,
    });
  }
  const keys: JsonObject = {};
  for (const name of type.listKeys.toSorted()) {
    const value = memberOf(item, name) ?? type.items.field(name)?.schema.default;
    if (value !== undefined) setMember(keys, name, value);
    else if (!lenient && !type.listKeys.some((key) => memberOf(item, key) !== undefined)) {
      throw new UntypedValue({
        path: pathText(path),
        why: `element ${index}: associative list with keys has an element that omits key field "${name}" (and doesn't have default value)`,
      });
    }
  }
  return `k:${JSON.stringify(keys)}`;
}

/** Refuses a scalar or container of the wrong kind, in the words of the server. */
export function requireShape(type: TypeNode, value: unknown, path: FieldPath): void {
  if (value === null || value === undefined) return;
  const refuse = (expected: string): never => {
    throw new UntypedValue({ path: pathText(path), why: `expected ${expected}, got ${describe(value)}` });
  };
  switch (type.shape) {
    case "struct":
    case "map":
      if (!isObject(value)) refuse("map");
      return;
    case "list":
      if (!Array.isArray(value)) refuse("list");
      return;
    case "scalar": {
      if (type.isQuantity || type.schema.oneOf !== undefined || type.schema["x-kubernetes-int-or-string"] === true) {
        if (typeof value === "object") refuse("string or numeric");
        return;
      }
      const wanted = type.schema.type;
      if ((wanted === "integer" || wanted === "number") && typeof value !== "number") refuse("numeric (int or float)");
      if (wanted === "string" && typeof value !== "string") refuse("string");
      if (wanted === "boolean" && typeof value !== "boolean") refuse("boolean");
      return;
    }
    case "any":
  }
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return "list";
  if (isObject(value)) return "map";
  return typeof value === "string" ? "string" : typeof value === "boolean" ? "boolean" : "number";
}
