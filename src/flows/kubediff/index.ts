/**
 * Manifests against a cluster.
 *
 * In:   a folder of a tree, how it is applied; a cluster that is read and asked for dry runs.
 * Out:  {@link kubediff}: a verdict for each object, with its fields; what Git does not have any more.
 * Must not know: kubeconfigs, how a difference is shown.
 */

export { type KubediffPorts, type KubediffRequest, kubediff } from "./kubediff.ts";
export { type EnvironmentKubediffRequest, kubediffOfEnvironment } from "./kubediff-of-environment.ts";
