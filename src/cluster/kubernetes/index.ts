/**
 * The cluster port over the Kubernetes API and Flux's objects.
 *
 * In:   a kubeconfig and the names of a `GitRepository` and a `Kustomization`.
 * Out:  {@link kubernetesClusters}.
 * Must not know: stacks, environments, which agent writes the status.
 */
export { kubernetesClusters } from "./kubernetes-clusters.ts";
