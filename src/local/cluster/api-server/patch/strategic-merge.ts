import { copyJson, isObject, type JsonObject, memberOf, sameJson, setMember, textOf } from "../../../../lib/index.ts";
import type { TypeNode } from "../schema/index.ts";
import { PatchMalformed } from "./patch-refused.ts";

const directive = "$patch";
const retainKeys = "$retainKeys";
const elementOrder = "$setElementOrder/";
const deletedPrimitives = "$deleteFromPrimitiveList/";

/**
 * Applies a strategic merge patch: as a merge patch, but lists whose type has a merge key merge item by item, and
 * directives (`$patch`, `$retainKeys`, `$setElementOrder/…`, `$deleteFromPrimitiveList/…`) are obeyed.
 * @throws {PatchMalformed} for a directive or list item that does not fit
 */
export function strategicMerge(type: TypeNode | undefined, document: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return copyJson(patch);
  const order = patch[directive];
  if (order === "replace") return withoutDirectives(patch);
  if (order === "delete") return undefined;
  if (order !== undefined && order !== "merge") throw unusable(`Unknown patch type found: ${textOf(order)}`);

  const result: JsonObject = isObject(document) ? { ...document } : {};
  if (Array.isArray(patch[retainKeys])) retain(result, patch[retainKeys]);
  for (const [name, value] of Object.entries(patch)) {
    if (name === directive || name === retainKeys || name.startsWith(elementOrder)) continue;
    if (name.startsWith(deletedPrimitives)) {
      removePrimitives(result, name.slice(deletedPrimitives.length), value);
      continue;
    }
    const merged = mergeField(
      type?.field(name) ?? type?.values,
      memberOf(result, name),
      value,
      memberOf(patch, `${elementOrder}${name}`),
    );
    if (merged === undefined) delete result[name];
    else setMember(result, name, merged);
  }
  for (const [name, value] of Object.entries(patch)) {
    const field = name.startsWith(elementOrder) ? name.slice(elementOrder.length) : undefined;
    if (field === undefined || memberOf(patch, field) !== undefined) continue;
    setMember(
      result,
      field,
      inOrder(mergeKeyOf(type?.field(field)), memberOf(result, field), value, memberOf(result, field)),
    );
  }
  return result;
}

function mergeField(type: TypeNode | undefined, live: unknown, wanted: unknown, order: unknown): unknown {
  if (wanted === null) return undefined;
  if (!Array.isArray(wanted)) return strategicMerge(type, live, wanted);
  if (!mergesItems(type)) return wanted.map(withoutDirectives);
  const key = mergeKeyOf(type);
  const merged = key === undefined ? mergePrimitives(live, wanted) : mergeItems(type, key, live, wanted);
  return inOrder(key, merged, order ?? wanted, live);
}

function mergesItems(type: TypeNode | undefined): type is TypeNode {
  return type?.schema["x-kubernetes-patch-strategy"]?.split(",").includes("merge") === true;
}

function mergeKeyOf(type: TypeNode | undefined): string | undefined {
  return type?.schema["x-kubernetes-patch-merge-key"];
}

function mergeItems(type: TypeNode, key: string, live: unknown, wanted: readonly unknown[]): unknown[] {
  if (wanted.some((item) => isObject(item) && item[directive] === "replace")) {
    return wanted.filter((item) => !(isObject(item) && item[directive] === "replace")).map(withoutDirectives);
  }
  let result: unknown[] = Array.isArray(live) ? [...(live as unknown[])] : [];
  for (const item of wanted) {
    if (!isObject(item)) throw unusable(`a list with merge key ${key} holds objects only`);
    if (memberOf(item, key) === undefined) {
      throw unusable(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    }
    if (item[directive] === "delete") {
      result = result.filter((other) => !isObject(other) || !sameJson(memberOf(other, key), memberOf(item, key)));
      continue;
    }
    const index = result.findIndex((other) => isObject(other) && sameJson(memberOf(other, key), memberOf(item, key)));
    const merged = strategicMerge(type.items, index < 0 ? undefined : result[index], item);
    if (index < 0) result.push(merged);
    else result[index] = merged;
  }
  return result;
}

function mergePrimitives(live: unknown, wanted: readonly unknown[]): unknown[] {
  const result: unknown[] = Array.isArray(live) ? [...(live as unknown[])] : [];
  for (const item of wanted) if (!result.some((other) => sameJson(other, item))) result.push(item);
  return result;
}

/**
 * Items that the order names come in that order. Others stay before the named ones that they stood before in the live
 * list; what the live list did not have comes as early as it can.
 */
function inOrder(key: string | undefined, list: unknown, order: unknown, live: unknown): unknown {
  if (!Array.isArray(list) || !Array.isArray(order)) return list;
  const idOf = (item: unknown): string =>
    JSON.stringify(key !== undefined && isObject(item) ? memberOf(item, key) : item);
  const ranks = (items: unknown): ReadonlyMap<string, number> =>
    new Map((Array.isArray(items) ? (items as unknown[]) : []).map((item, index) => [idOf(item), index]));
  const [rank, before] = [ranks(order), ranks(live)];
  const positionOf = (item: unknown): number => before.get(idOf(item)) ?? -1;
  const named = list
    .filter((item) => rank.has(idOf(item)))
    .toSorted((one, other) => (rank.get(idOf(one)) ?? 0) - (rank.get(idOf(other)) ?? 0)) as unknown[];
  const others = list.filter((item) => !rank.has(idOf(item))) as unknown[];
  const result: unknown[] = [];
  while (named.length > 0 || others.length > 0) {
    const otherFirst = named.length === 0 || (others.length > 0 && positionOf(others[0]) < positionOf(named[0]));
    result.push(otherFirst ? others.shift() : named.shift());
  }
  return result;
}

function retain(result: JsonObject, names: readonly unknown[]): void {
  for (const name of Object.keys(result)) if (!names.includes(name)) delete result[name];
}

function removePrimitives(result: JsonObject, name: string, values: unknown): void {
  const list = memberOf(result, name);
  if (!Array.isArray(list) || !Array.isArray(values)) return;
  setMember(
    result,
    name,
    list.filter((item) => !values.some((value) => sameJson(value, item))),
  );
}

function withoutDirectives(value: unknown): unknown {
  if (!isObject(value)) return copyJson(value);
  const { [directive]: _, [retainKeys]: __, ...rest } = value;
  return copyJson(rest);
}

function unusable(why: string): PatchMalformed {
  return new PatchMalformed(why, { status: 500 });
}
