import {
  GroundworkError,
  isObject,
  type JsonObject,
  jsonText,
  memberOf,
  objectOf,
  setMember,
} from "../../../../lib/index.ts";
import { anyType, type TypeNode } from "../schema/index.ts";
import type { PathElement } from "./field-set.ts";

/** A place whose value its type cannot hold, in the words of the server. */
export interface TypeFault {
  readonly path: string;
  readonly why: string;
}

/** A value that does not fit its type, so that its fields cannot be told apart. */
export class UntypedValue extends GroundworkError {
  readonly code = "kubernetes-untyped-value";
  readonly kind = "invalid";
  constructor(readonly data: { readonly faults: readonly TypeFault[] }) {
    super(faultList(data.faults));
  }
}

function faultList(faults: readonly TypeFault[]): string {
  const lines = faults.map(({ path, why }) => (path === "" ? why : `${path}: ${why}`));
  return lines.length === 1 ? lines.join("") : ["errors:", ...lines].join("\n  ");
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

/** The type of a field, `undefined` for a field that the type does not declare; an object that declares no field may have any. */
export function typeOfField(type: TypeNode, name: string): TypeNode | undefined {
  if (type.shape === "any" || (type.shape === "struct" && type.fieldNames.length === 0)) return anyType;
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
 * The items of a set or keyed list with their path elements. What has no keys counts by its place, and of items with the same keys the first
 * one counts: a value that was checked before has neither.
 */
export function itemsOf(type: TypeNode, list: unknown): readonly ListItem[] {
  if (!Array.isArray(list)) return [];
  const items = new Map<PathElement, ListItem>();
  for (const [index, value] of list.entries()) {
    const { element } = itemElement(type, value, index);
    if (!items.has(element)) items.set(element, { element, value });
  }
  return [...items.values()];
}

/** The path element of an item of a set or keyed list, and why it has none but its place. */
export function itemElement(
  type: TypeNode,
  item: unknown,
  index: number,
): { readonly element: PathElement; readonly fault?: string } {
  const unfit = unfitItem(type, item);
  if (unfit !== undefined) return { element: `i:${index}`, fault: `element ${index}: ${unfit}` };
  if (type.listType === "set") return { element: `v:${jsonText(item)}` };
  return { element: `k:${jsonText(keysOf(type, item))}` };
}

/** Why an item can have no path element: `listItemToPathElement` of structured-merge-diff 6.3.0. */
function unfitItem(type: TypeNode, item: unknown): string | undefined {
  if (type.listType === "set") {
    if (isObject(item)) return "associative list without keys has an element that's a map type";
    if (Array.isArray(item)) return "not supported: associative list with lists as elements";
    return item === null ? "associative list without keys has an element that's an explicit null" : undefined;
  }
  if (item === null) return "associative list with keys may not have a null element";
  if (!isObject(item)) return "associative list with keys may not have non-map elements";
  if (Object.keys(keysOf(type, item)).length > 0) return undefined;
  const names = type.listKeys.map((name) => JSON.stringify(name)).join(" ");
  return `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`;
}

/** The keys that an item has, in their order; what it does not say has its default. */
function keysOf(type: TypeNode, item: unknown): JsonObject {
  const keys: JsonObject = {};
  for (const name of type.listKeys.toSorted()) {
    const value = memberOf(objectOf(item), name) ?? type.items.field(name)?.schema.default;
    if (value !== undefined) setMember(keys, name, value);
  }
  return keys;
}
