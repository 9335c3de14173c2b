import type { Logger } from "../../lib/index.ts";
import type { HelmCaller } from "../helm/index.ts";
import type { AmbientKubeconfig } from "../kubeconfig/index.ts";

/** How to speak to a cluster whose kubeconfig names a credential plugin that is not run here. */
export interface ClusterAccess {
  /** Bearer token. */
  readonly token: string;
  /** PEM of the CA that signed the API server's certificate. */
  readonly caCertificate: string;
}

/**
 * The local cloud's own access to one of its clusters, by the `server` of a kubeconfig such as `https://127.0.0.1:43117`.
 *
 * `undefined` for a server that is not the local cloud's: then the kubeconfig has to hold ordinary credentials.
 */
export type ClusterResolver = (server: string) => ClusterAccess | undefined;

export interface KubernetesProviderOptions {
  readonly resolveCluster: ClusterResolver;
  /** For providers without a kubeconfig of their own. Without it there is no ambient cluster. */
  readonly ambient?: AmbientKubeconfig;
  /** Where Helm is run for charts and releases. Without it they are refused. */
  readonly helm?: HelmCaller;
  readonly logger?: Logger;
}
