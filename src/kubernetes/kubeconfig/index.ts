/**
 * Which cluster a kubeconfig means, and how to speak to it.
 *
 * In:   kubeconfigs as content, files or the lists of `KUBECONFIG`; a Pod's service account; credential plugins.
 * Out:  {@link Kubeconfig}, {@link ActiveCluster}, and the {@link Connection} of one by {@link connectionOf}.
 * Must not know: requests to the cluster, Pulumi, the local cloud.
 */
export { type ActiveCluster, activeCluster, givenKubeconfig, sameCluster } from "./active-cluster.ts";
export { type Ambient, type AmbientKubeconfig, ambientHere, ambientKubeconfig, nowhere } from "./ambient.ts";
export { connectionOf } from "./connection.ts";
export { type CredentialPlugins, credentialPlugins } from "./credential-plugin.ts";
export { CredentialPluginRefused, KubeconfigUnusable } from "./errors.ts";
export { type Kubeconfig, readKubeconfig } from "./kubeconfig-files.ts";
export { podKubeconfig, serviceAccountFolder } from "./service-account.ts";
