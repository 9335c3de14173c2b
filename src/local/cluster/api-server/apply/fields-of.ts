import { isObject, memberOf, sameJson } from "../../../../lib/index.ts";
import type { TypeNode } from "../schema/index.ts";
import { type FieldPath, FieldSet } from "./field-set.ts";
import { granularity, granularityOf, isNamedField, itemsOf, typeOfField } from "./typed.ts";
import { requireTyped } from "./typed-faults.ts";

/**
 * Every place that an object states.
 * @throws {UntypedValue} with all fields that the type does not declare, and all values of another kind
 */
export function fieldsOf(type: TypeNode, value: unknown): FieldSet {
  requireTyped(type, value);
  const set = new FieldSet();

  const visit = (node: TypeNode, current: unknown, path: FieldPath): void => {
    const grain = granularity(node, current);
    if (grain === "leaf") {
      set.insert(path);
      return;
    }
    if (grain === "items") {
      for (const { element, value: item } of itemsOf(node, current)) {
        const below = [...path, element];
        visit(node.items, item, below);
        set.insert(below);
      }
      return;
    }
    if (!isObject(current)) return;
    for (const [name, child] of Object.entries(current)) {
      const below = [...path, `f:${name}`];
      const field = typeOfField(node, name);
      if (field === undefined) continue;
      visit(field, child, below);
      const bare = child === null || (isObject(child) && Object.keys(child).length === 0);
      if (bare || !isNamedField(node, name)) set.insert(below);
    }
  };

  visit(type, value, []);
  set.member = false;
  return set;
}

/** Where two versions of an object differ. */
export interface Comparison {
  readonly added: FieldSet;
  readonly removed: FieldSet;
  readonly modified: FieldSet;
}

/** Compares two objects place by place. The order of a set or keyed list is no difference. */
export function compareObjects(type: TypeNode, before: unknown, after: unknown): Comparison {
  const added = new FieldSet();
  const removed = new FieldSet();
  const modified = new FieldSet();

  const visit = (node: TypeNode, left: unknown, right: unknown, path: FieldPath): void => {
    if (left === right) return;
    if (left === undefined) added.insert(path);
    if (right === undefined) removed.insert(path);
    const grain = granularityOf(node, left, right);
    if (grain === "leaf") {
      if (left !== undefined && right !== undefined && !sameJson(left, right)) modified.insert(path);
      return;
    }
    if (grain === "items") {
      const others = new Map(itemsOf(node, right).map(({ element, value }) => [element, value]));
      for (const { element, value } of itemsOf(node, left)) {
        visit(node.items, value, others.get(element), [...path, element]);
        others.delete(element);
      }
      for (const [element, value] of others) visit(node.items, undefined, value, [...path, element]);
      return;
    }
    const one = isObject(left) ? left : {};
    const two = isObject(right) ? right : {};
    for (const name of new Set([...Object.keys(one), ...Object.keys(two)])) {
      const field = typeOfField(node, name);
      if (field !== undefined) visit(field, memberOf(one, name), memberOf(two, name), [...path, `f:${name}`]);
    }
  };

  visit(type, before, after, []);
  return { added, removed, modified };
}

/** A set with every field that the type names and that leads to a member made a member itself. */
export function withNamedFields(type: TypeNode, set: FieldSet): FieldSet {
  const result = new FieldSet(set.member);
  for (const [element, child] of set.children) {
    const name = element.slice(2);
    const isField = element.startsWith("f:");
    const below = isField ? typeOfField(type, name) : type.shape === "list" ? type.items : undefined;
    const deeper = below === undefined ? child : withNamedFields(below, child);
    const copy = new FieldSet(child.member || (isField && child.children.size > 0 && isNamedField(type, name)));
    for (const [step, node] of deeper.children) copy.children.set(step, node);
    result.children.set(element, copy);
  }
  return result;
}
