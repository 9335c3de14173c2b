/**
 * GCP, simulated at the provider boundary. Its refusals begin with "local cloud:", so that they are not taken for GCP's own.
 *
 * In:   programs' inputs through {@link GcpProvider}; a store; a host for clusters.
 * Out:  {@link GcpCloud} and its provider.
 * Must not know: HTTP, processes, the engine.
 */

export { checkProperties } from "./check/index.ts";
export {
  type Caller,
  type ClusterEffects,
  GcpCloud,
  type LatencyName,
  latency,
  noEffects,
  ResourceNotFound,
} from "./cloud/index.ts";
export { GcpFacts, type PropertyCodes, propertiesOf, type TypeFacts, UnknownResourceType } from "./facts/index.ts";
export { type Fault, FaultPlan, type FaultRequest } from "./faults/index.ts";
export { GcpProvider } from "./gcp-provider.ts";
export { idOfGcpCreation } from "./id-of-creation.ts";
export type { CloudOperation } from "./operations/index.ts";
export { type QuotaLimit, QuotaLimits, type QuotaSetting, type QuotaUse } from "./quotas/index.ts";
export { clusterNodes, DeletionRefused, KUBERNETES_VERSION, type World } from "./rules/index.ts";
export { changedAt, type NewerOffers } from "./values/index.ts";
