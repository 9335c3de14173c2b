/**
 * Clusters as processes see them: an HTTPS listener, certificates and a folder each.
 *
 * In:   {@link WantedCluster}s of the simulated GKE.
 * Out:  {@link clusterHost}.
 * Must not know: what is inside a request; gcp resources.
 */
export { clusterHost } from "./cluster-host.ts";
