/**
 * Operations of the simulated cloud: what takes time, how a resource looks meanwhile, and the list of them.
 *
 * In:   the kind of a change, facts of a type, a clock.
 * Out:  {@link OperationLog}, {@link isLongRunning}, {@link statusesDuring}, {@link statusesAfterFailure}, {@link busyRefusal}.
 * Must not know: the store, rules of types, HTTP.
 */
export { busyRefusal, isLongRunning } from "./long-running.ts";
export { type CloudOperation, OperationLog } from "./operation-log.ts";
export { statusesAfterFailure, statusesDuring } from "./statuses.ts";
