/**
 * The provider of Pulumi's `kubernetes` package, for clusters of the local cloud and others with ordinary credentials.
 *
 * In:   property maps of a program, kubeconfigs, credentials of the local cloud's clusters through a function.
 * Out:  {@link kubernetesProvider}, a `ResourceProvider`.
 * Must not know: Pulumi's wire format, who runs the clusters, what simulated workloads do.
 */

export { idOfObjectCreation } from "./id-of-creation.ts";
export { kubernetesProvider } from "./kubernetes-provider.ts";
