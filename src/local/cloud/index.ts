/**
 * The simulated Google Cloud: its resource types with their rules, and what it remembers.
 *
 * In:   inputs of programs through {@link GcpProvider}; a home folder.
 * Out:  {@link GcpCloud} over a {@link ResourceStore}; what the installed `@pulumi/gcp` declares, as {@link GcpFacts}.
 * Must not know: HTTP, processes, the engine, how a cluster is served ({@link ClusterEffects} is the port for that).
 */
export {
  type Caller,
  type CloudOperation,
  type ClusterEffects,
  changedAt,
  checkProperties,
  clusterNodes,
  DeletionRefused,
  type Fault,
  FaultPlan,
  type FaultRequest,
  GcpCloud,
  GcpFacts,
  GcpProvider,
  idOfGcpCreation,
  KUBERNETES_VERSION,
  type LatencyName,
  latency,
  type NewerOffers,
  type PropertyCodes,
  propertiesOf,
  type QuotaLimit,
  QuotaLimits,
  type QuotaSetting,
  type QuotaUse,
  ResourceNotFound,
  type TypeFacts,
  UnknownResourceType,
  type World,
} from "./gcp/index.ts";
export { ResourceStore, type StoredResource, type StoreEvent } from "./store/index.ts";
