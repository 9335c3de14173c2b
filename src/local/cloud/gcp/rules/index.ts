/**
 * What is known by hand of single resource types: real computed outputs, name and address rules, what uses what.
 *
 * In:   a draft on its way into the cloud, a view of the rest of the cloud.
 * Out:  {@link rulesOf}: the {@link TypeRules} of a type; empty for the many that only have generated facts.
 * Must not know: the store's file, Pulumi's protocol, latency, cluster servers.
 */
export { clusterNodes, GKE_VERSION, KUBERNETES_VERSION, machineOf } from "./container/index.ts";
export { DeletionRefused, InvalidRequest } from "./errors.ts";
export { defaultsOf, rulesOf } from "./registry.ts";
export { isOneInItsPlace, isTakenOver } from "./taken-over.ts";
export type { Draft, Reference, Settings, World } from "./type-rules.ts";
