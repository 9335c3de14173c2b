import { isObject, type JsonObject, memberOf, setMember } from "../../../../lib/index.ts";
import type { TypeNode } from "../schema/index.ts";
import type { FieldSet } from "./field-set.ts";
import { granularity, granularityOf, itemsOf, type ListItem, typeOfField } from "./typed.ts";

/** The live object with everything that the applied one states laid over it. Nothing is removed. */
export function mergeObjects(type: TypeNode, live: unknown, applied: unknown): unknown {
  if (applied === undefined) return live;
  if (live === undefined) return applied;
  const grain = granularityOf(type, live, applied);
  if (grain === "leaf" || (isBare(live) && isBare(applied))) return applied;
  if (grain === "items") return mergeItems(type, itemsOf(type, live), itemsOf(type, applied));
  const one = isObject(live) ? live : {};
  const two = isObject(applied) ? applied : {};
  const result: JsonObject = { ...one };
  for (const [name, value] of Object.entries(two)) {
    const field = typeOfField(type, name);
    setMember(result, name, field === undefined ? value : mergeObjects(field, memberOf(one, name), value));
  }
  return result;
}

/** Applied items in their order; items that only the live list has stay before the item that they stood before. */
function mergeItems(type: TypeNode, live: readonly ListItem[], applied: readonly ListItem[]): unknown[] {
  const wanted = new Set(applied.map(({ element }) => element));
  const position = new Map(live.map(({ element }, index) => [element, index]));
  const result: unknown[] = [];
  let next = 0;
  const takeLiveOnlyBefore = (end: number): void => {
    for (; next < end; next += 1) {
      const item = live[next];
      if (item !== undefined && !wanted.has(item.element)) result.push(item.value);
    }
  };
  for (const { element, value } of applied) {
    const shared = position.get(element);
    if (shared === undefined) {
      let end = next;
      while (end < live.length && !wanted.has(live[end]?.element ?? "")) end += 1;
      takeLiveOnlyBefore(end);
      result.push(value);
    } else {
      takeLiveOnlyBefore(shared);
      next = Math.max(next, shared + 1);
      result.push(mergeObjects(type.items, live[shared]?.value, value));
    }
  }
  takeLiveOnlyBefore(live.length);
  return result;
}

/** The object without the places of a set. A container that loses its last part goes too. */
export function removeFields(type: TypeNode, value: unknown, set: FieldSet): unknown {
  const grain = granularity(type, value);
  if (grain === "leaf" || isBare(value)) return value;
  if (grain === "items") {
    const kept: unknown[] = [];
    for (const { element, value: item } of itemsOf(type, value)) {
      const below = set.children.get(element);
      if (below?.member === true) continue;
      kept.push(below === undefined ? item : removeFields(type.items, item, below));
    }
    return kept.length === 0 ? undefined : kept;
  }
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const [name, child] of Object.entries(value)) {
    const below = set.children.get(`f:${name}`);
    if (below?.member === true) continue;
    const field = typeOfField(type, name);
    const rest = below === undefined || field === undefined ? child : removeFields(field, child, below);
    if (rest !== undefined) setMember(kept, name, rest);
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function isBare(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}
