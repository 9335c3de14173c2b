import type { Place } from "../issue.ts";

/** A YAML value that knows where each of its parts was written. Aliases and merge keys are resolved already. */
export type Located = LocatedMap | LocatedList | LocatedScalar;

export interface LocatedMap {
  readonly kind: "map";
  readonly place: Place;
  readonly entries: ReadonlyMap<string, LocatedEntry>;
}

export interface LocatedEntry {
  /** Where the key stands. */
  readonly keyPlace: Place;
  readonly value: Located;
}

export interface LocatedList {
  readonly kind: "list";
  readonly place: Place;
  readonly items: readonly Located[];
}

export interface LocatedScalar {
  readonly kind: "scalar";
  readonly place: Place;
  readonly value: string | number | boolean | null;
  /** As it was written, for example `1.30` where the value is the number 1.3. */
  readonly source: string;
}

/** Keys and list indexes, from the root. */
export type ValuePath = readonly (string | number)[];

/** The value without its places. Entries that are null are left out: null means "not set". */
export function plainValue(node: Located): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plainValue);
  const set = [...node.entries].filter(([, { value }]) => !isNull(value));
  return Object.fromEntries(set.map(([key, { value }]) => [key, plainValue(value)]));
}

export function isNull(node: Located): boolean {
  return node.kind === "scalar" && node.value === null;
}

/** The node at a path, or `undefined` when nothing was written there. */
export function nodeAt(root: Located, path: ValuePath): Located | undefined {
  let node: Located | undefined = root;
  for (const step of path) {
    if (node?.kind === "map") node = node.entries.get(String(step))?.value;
    else if (node?.kind === "list") node = node.items[Number(step)];
    else return undefined;
  }
  return node;
}

/** Where the value at a path stands, or the nearest thing around it that was written. */
export function placeOf(root: Located, path: ValuePath): Place {
  for (let length = path.length; length > 0; length--) {
    const node = nodeAt(root, path.slice(0, length));
    if (node) return node.place;
  }
  return root.place;
}

/** Where the last key of a path stands. */
export function keyPlaceOf(root: Located, path: ValuePath): Place {
  const parent = nodeAt(root, path.slice(0, -1));
  const entry = parent?.kind === "map" ? parent.entries.get(String(path.at(-1))) : undefined;
  return entry?.keyPlace ?? placeOf(root, path);
}

/**
 * The value as if the entry at a path had not been written. The value itself for the empty path.
 *
 * A list that loses its only item is left out with it: an empty list would mean something else.
 */
export function withoutEntry(root: Located, path: ValuePath): Located {
  const [step, ...rest] = path;
  if (step === undefined) return root;
  if (root.kind === "list") {
    const items = root.items.flatMap((item, index) => {
      if (index !== step) return item;
      return rest.length === 0 ? [] : withoutEntry(item, rest);
    });
    return { ...root, items };
  }
  if (root.kind !== "map") return root;
  const entries = [...root.entries].flatMap(([key, entry]): [string, LocatedEntry][] => {
    if (key !== step) return [[key, entry]];
    const value = rest.length === 0 ? undefined : withoutEntry(entry.value, rest);
    const isLeft = value && !(value.kind === "list" && value.items.length === 0);
    return isLeft ? [[key, { ...entry, value }]] : [];
  });
  return { ...root, entries: new Map(entries) };
}

/** The path for people: `spec.machines[web].count`, with list entries by their `name` where they have one. */
export function formatPath(root: Located, path: ValuePath): string {
  let text = "";
  for (const [depth, step] of path.entries()) {
    if (typeof step === "string") text += text === "" ? step : `.${step}`;
    else text += `[${nameOf(nodeAt(root, path.slice(0, depth + 1))) ?? step}]`;
  }
  return text;
}

/** The `name` of a map, when it is text. */
export function nameOf(node: Located | undefined): string | undefined {
  const name = node?.kind === "map" ? node.entries.get("name")?.value : undefined;
  return name?.kind === "scalar" && typeof name.value === "string" ? name.value : undefined;
}
