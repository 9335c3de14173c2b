/**
 * GKE: clusters, node pools, and which nodes they come to.
 *
 * In:   drafts of these types, stored clusters and pools.
 * Out:  {@link containerRules} by type token without `gcp:`, {@link clusterNodes}.
 * Must not know: API servers: those stand behind clusters by the daemon's composition.
 */
export { cluster, nodePool } from "./cluster.ts";
export { clusterNodes, GKE_VERSION, KUBERNETES_VERSION } from "./cluster-nodes.ts";
