/**
 * Where a cluster's objects are kept.
 *
 * In:   whole objects, already admitted and validated.
 * Out:  {@link ObjectStore}: read, write, list at a revision, changes after a revision.
 * Must not know: kinds, requests, who may do what.
 */
export { JournalDamaged } from "./journal.ts";
export { ObjectStore, type StoreEvent } from "./object-store.ts";
