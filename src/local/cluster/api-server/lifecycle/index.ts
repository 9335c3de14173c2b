/**
 * What a cluster does by itself after a change: namespaces, definitions, garbage.
 *
 * In:   changes of the store.
 * Out:  {@link startLifecycle}.
 * Must not know: requests, workloads (those are simulated elsewhere).
 */
export { ownOptions, placeOf } from "./own-writes.ts";
export { startLifecycle } from "./start.ts";
