/**
 * The simulated clusters: an API server for each, and the controllers and kubelet that make its objects live.
 *
 * In:   clusters that the simulated GKE wants.
 * Out:  {@link clusterHost}, which serves them; {@link startWorkloads}, which is attached to one that runs.
 * Must not know: GCP's resources, Pulumi, what the sync agent does.
 */
export { type ClusterHost, clusterHost, type RunningCluster } from "./api-server/index.ts";
export { startWorkloads } from "./workloads/index.ts";
