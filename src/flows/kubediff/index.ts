/**
 * Manifests against a cluster.
 *
 * In:   a folder of a tree, how it is applied; a cluster that is read and asked for dry runs.
 * Out:  {@link kubediff}: a verdict for each object, with its fields; what Git does not have any more. {@link kubediffsAt}: that of all clusters
 *       of an environment, for the layer `cluster`.
 * Must not know: kubeconfigs, how a difference is shown.
 */

export { type KubediffPorts, type KubediffRequest, kubediff } from "./kubediff.ts";
export { type EnvironmentKubediffRequest, kubediffOfEnvironment, kubediffsAt } from "./kubediff-of-environment.ts";
