import { groupVersion, type KubernetesObject } from "../../kubernetes/client/index.ts";
import type { InventoryEntry } from "../flux/index.ts";

/** What one inventory entry says. */
export interface InventoryItem {
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  readonly group: string;
  readonly kind: string;
  readonly version: string;
}

/** The entry of an object: `<namespace>_<name>_<group>_<kind>`; colons, which names of roles may hold, become `__`. */
export function entryOf({ namespace, name, group, kind, version }: InventoryItem): InventoryEntry {
  return { id: [namespace, name.replaceAll(":", "__"), group, kind].join("_"), v: version };
}

/** The entry of an object whose kind is not served now. It is taken for namespaced when it names a namespace. */
export function assumedEntry(object: KubernetesObject, targetNamespace: string | undefined): InventoryEntry {
  const { apiVersion, kind, metadata } = object;
  const namespace = metadata.namespace === undefined ? "" : (targetNamespace ?? metadata.namespace);
  return entryOf({ ...groupVersion(apiVersion), kind, namespace, name: metadata.name });
}

/** What {@link entryOf} was made of, or `undefined` for an id of another form. */
export function itemOf({ id, v }: InventoryEntry): InventoryItem | undefined {
  const first = id.indexOf("_");
  const last = id.lastIndexOf("_");
  const beforeLast = id.lastIndexOf("_", last - 1);
  if (first < 0 || beforeLast <= first || last === id.length - 1) return undefined;
  return {
    namespace: id.slice(0, first),
    name: id.slice(first + 1, beforeLast).replaceAll("__", ":"),
    group: id.slice(beforeLast + 1, last),
    kind: id.slice(last + 1),
    version: v,
  };
}

/** `Deployment/default/web`, as messages call an object. */
export function objectText(entry: InventoryEntry): string {
  const item = itemOf(entry);
  return item === undefined ? entry.id : [item.kind, item.namespace, item.name].filter((part) => part !== "").join("/");
}

/** Every entry of either, once; `later` says the version. Sorted, so that equal inventories are equal texts. */
export function merged(
  earlier: readonly InventoryEntry[],
  later: readonly InventoryEntry[],
): readonly InventoryEntry[] {
  const all = new Map([...earlier, ...later].map((entry) => [entry.id, entry]));
  return [...all.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The entries whose object is not among `kept`. Another version of the same object is the same object. */
export function leaving(entries: readonly InventoryEntry[], kept: ReadonlySet<string>): readonly InventoryEntry[] {
  return entries.filter(({ id }) => !kept.has(id));
}

export const sameEntries = (a: readonly InventoryEntry[], b: readonly InventoryEntry[]): boolean =>
  a.length === b.length && a.every(({ id, v }, index) => id === b[index]?.id && v === b[index]?.v);
