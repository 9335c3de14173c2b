/**
 * The cluster ports over the Kubernetes API and Flux's objects.
 *
 * In:   a kubeconfig and the names of a `GitRepository` and a `Kustomization`.
 * Out:  {@link kubernetesClusters}, {@link comparableClusters}.
 * Must not know: stacks, environments, which agent writes the status.
 */
export { comparableClusters } from "./comparable-clusters.ts";
export { kubernetesClusters } from "./kubernetes-clusters.ts";
