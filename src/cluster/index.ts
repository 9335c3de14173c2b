/**
 * The cluster side of an environment, as four ports: what the sync agent says and applied and how to ask something of it, how to
 * reach the clusters, where they fetch Git from, and what is in them.
 *
 * In:   a kubeconfig; the status that the agent writes in Flux's API; a stack's outputs; a clone.
 * Out:  {@link Clusters}: a {@link SyncStatus} per `Kustomization`, a tree of objects, requests. {@link ClusterAccesses}, {@link SyncSource}.
 *       {@link ComparableClusters}: what is in a cluster, and what a write would make of it.
 * Must not know: which agent it is, what an environment declares. It never applies anything.
 * Adapters: `kubernetes/`, over the Kubernetes API; `stack-outputs/`; `git-source/`, the checkout's remote or a copy on this machine.
 */
export type { ObjectProblem, SyncCondition, SyncStatus } from "../kubernetes/flux-status/index.ts";
export type { ClusterAccess, Clusters, LogLine, LogRequest } from "./cluster.ts";
export type { ClusterAccesses } from "./cluster-accesses.ts";
export type { ComparableCluster, ComparableClusters } from "./comparable-cluster.ts";
export { ClusterForbids } from "./errors.ts";
export type { SyncSource } from "./sync-source.ts";
