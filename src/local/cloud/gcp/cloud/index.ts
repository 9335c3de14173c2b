/**
 * The simulated GCP itself, the same for all of its callers: providers, the console, data sources.
 *
 * In:   checked inputs and where they belong; the store; generated facts and hand-checked rules.
 * Out:  {@link GcpCloud}: create, update, patch, delete, with GCP's answers and refusals.
 * Must not know: Pulumi's protocol, HTTP.
 */

export type { Caller } from "./caller.ts";
export { type ClusterEffects, noEffects } from "./cluster-effects.ts";
export { OperationFailed, ResourceNotFound, WaitGivenUp } from "./errors.ts";
export { GcpCloud } from "./gcp-cloud.ts";
export { type LatencyName, latency } from "./latency.ts";
export { idOf, planned } from "./naming.ts";
