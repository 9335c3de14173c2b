/**
 * The cluster port: what the sync agent says about an environment, and how to ask it to look at Git now.
 *
 * In:   a kubeconfig; the status that the agent writes in Flux's API.
 * Out:  {@link SyncStatus} per `Kustomization`; a reconcile request.
 * Must not know: which agent it is, environments, stacks, Git. It never applies anything.
 * Adapter: `kubernetes/`, over the Kubernetes API.
 */
export type { ObjectProblem, SyncCondition, SyncStatus } from "../kubernetes/flux-status/index.ts";
export type { ClusterAccess, Clusters } from "./cluster.ts";
