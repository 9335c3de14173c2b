import { type Connection, tokenConnection } from "../client/index.ts";
import { type ActiveCluster, connectionOf } from "../kubeconfig/index.ts";
import type { ClusterResolver } from "./options.ts";

/**
 * How to speak to the cluster of a kubeconfig: as the local cloud's own when it is one of its clusters, otherwise with
 * the credentials in it. Never runs a credential plugin: the process that serves the provider outlives the run that asked for
 * it, and has another environment than the person whose login the plugin would use.
 *
 * @throws {CredentialPluginRefused}
 * @throws {KubeconfigUnusable}
 */
export async function connectionTo(active: ActiveCluster, resolveCluster: ClusterResolver): Promise<Connection> {
  const own = resolveCluster(active.server);
  if (own === undefined) return await connectionOf(active);
  return tokenConnection({ server: active.server, token: own.token, ca: own.caCertificate });
}
