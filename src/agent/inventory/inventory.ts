import { groupVersion, type KubernetesObject } from "../../kubernetes/client/index.ts";
import { entryOf, type InventoryEntry } from "../../kubernetes/flux/index.ts";

/**
 * The entry of an object whose kind is not served now. Where nothing says whether the kind is namespaced, it is taken for so when
 * the object names a namespace.
 */
export function assumedEntry(
  { apiVersion, kind, metadata }: KubernetesObject,
  known: { readonly targetNamespace: string | undefined; readonly namespaced: boolean | undefined },
): InventoryEntry {
  const { namespaced = metadata.namespace !== undefined, targetNamespace = metadata.namespace ?? "" } = known;
  const namespace = namespaced ? targetNamespace : "";
  return entryOf({ ...groupVersion(apiVersion), kind, namespace, name: metadata.name });
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
