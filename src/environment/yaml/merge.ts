import type { Issue } from "../issue.ts";
import { isNull, type Located, type LocatedEntry, type LocatedList, type LocatedMap, nameOf } from "./located.ts";

/**
 * Lays one value over another, as a file over its profile.
 *
 * - Maps merge key by key.
 * - Lists whose entries all carry a `name` merge by it: what the profile has comes first and keeps its order. An entry with
 *   `remove: true` takes the profile's entry of that name away.
 * - Every other list, and every plain value, replaces what was there.
 * - `null` takes away what was there.
 */
export function mergeLocated(base: Located, over: Located): Located {
  if (base.kind === "map" && over.kind === "map") return mergeMaps(base, over);
  if (base.kind === "list" && over.kind === "list" && isNamed(base) && isNamed(over)) return mergeNamed(base, over);
  return over;
}

function mergeMaps(base: LocatedMap, over: LocatedMap): LocatedMap {
  const entries = new Map<string, LocatedEntry>(base.entries);
  for (const [key, entry] of over.entries) {
    const below = base.entries.get(key);
    if (isNull(entry.value)) entries.delete(key);
    else entries.set(key, below ? { ...entry, value: mergeLocated(below.value, entry.value) } : entry);
  }
  return { ...over, entries };
}

function mergeNamed(base: LocatedList, over: LocatedList): LocatedList {
  const rest = [...over.items];
  const merged = base.items.flatMap((item) => {
    const index = rest.findIndex((candidate) => nameOf(candidate) === nameOf(item));
    if (index < 0) return item;
    // Merges only the first entry of a name. A second one stays, and is reported as a duplicate.
    const [laid] = rest.splice(index, 1);
    return !laid || isRemoval(laid) ? [] : mergeLocated(item, laid);
  });
  return { ...over, items: [...merged, ...rest] };
}

/** An empty list has no names to merge by, so it replaces the profile's list. */
function isNamed(list: LocatedList): boolean {
  return list.items.length > 0 && list.items.every((item) => nameOf(item) !== undefined);
}

/** Drops `remove: true` entries, and reports those that removed nothing. Called once, after all layers are merged. */
export function withoutRemovals(node: Located, report: (issue: Issue) => void): Located {
  // Nearly always there are none. Returning the value itself keeps what environments share with their profile shared.
  if (node.kind === "scalar" || !holdsRemoval(node)) return node;
  if (node.kind === "map") {
    const entries = [...node.entries].map(
      ([key, entry]) => [key, { ...entry, value: withoutRemovals(entry.value, report) }] as const,
    );
    return { ...node, entries: new Map(entries) };
  }
  for (const item of node.items.filter(isRemoval)) {
    report({
      ...item.place,
      severity: "error",
      code: "nothing-to-remove",
      path: "",
      message: `no profile has a "${nameOf(item)}" here to remove; take this entry out, or correct its name`,
    });
  }
  const items = node.items.filter((item) => !isRemoval(item)).map((item) => withoutRemovals(item, report));
  return { ...node, items };
}

function isRemoval(item: Located): boolean {
  const removal = item.kind === "map" ? item.entries.get("remove")?.value : undefined;
  return removal?.kind === "scalar" && removal.value === true && nameOf(item) !== undefined;
}

function holdsRemoval(node: Located): boolean {
  if (node.kind === "scalar") return false;
  if (node.kind === "list") return node.items.some((item) => isRemoval(item) || holdsRemoval(item));
  return [...node.entries.values()].some(({ value }) => holdsRemoval(value));
}
