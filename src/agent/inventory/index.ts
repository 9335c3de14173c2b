/**
 * What a Kustomization may have created, as Flux notes it.
 *
 * In:   objects' groups, kinds and names; the inventory of the pass before.
 * Out:  {@link InventoryEntry} lists: merged before applying, so that a crash leaks nothing; what left Git.
 * Must not know: the cluster, who writes it down.
 */
export { entryOf, type InventoryItem, itemOf, objectText } from "../../kubernetes/flux/index.ts";
export { assumedEntry, leaving, merged, sameEntries } from "./inventory.ts";
