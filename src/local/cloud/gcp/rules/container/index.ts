/**
 * GKE: clusters, node pools, and the nodes of both.
 *
 * In:   drafts of these types, stored clusters and pools.
 * Out:  {@link cluster} and {@link nodePool}, the rules of both types; {@link clusterNodes}.
 * Must not know: API servers. The daemon starts them for clusters.
 */
export { cluster, nodePool } from "./cluster.ts";
export { clusterNodes, GKE_VERSION, KUBERNETES_VERSION } from "./cluster-nodes.ts";
export { machineOf } from "./machine.ts";
