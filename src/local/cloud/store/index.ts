/**
 * What a simulated cloud remembers: resources and what happened to them, in one append-only file per home.
 *
 * In:   changes by a provider, the console or the cloud itself.
 * Out:  {@link ResourceStore}: resources by type and id, events, and what was found damaged.
 * Must not know: any resource type, HTTP, Pulumi.
 * On disk: `journal.jsonl` (a checksum and JSON per line, synced before a change is confirmed) and `key`, both mode 0600.
 */
export type { AppendHandle } from "./journal-file.ts";
export type { ChangedBy, ResourceChange, StoredResource, StoreEvent, UnfinishedOperation } from "./records.ts";
export { ResourceStore } from "./resource-store.ts";
