import type { JsonObject } from "../../lib/index.ts";
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

/**
 * A kubeconfig with that cluster and its credentials alone, for a program that is run on behalf of a resource. Such a program runs no
 * credential plugin either.
 *
 * @throws {CredentialPluginRefused}
 * @throws {KubeconfigUnusable}
 */
export async function kubeconfigFor(active: ActiveCluster, resolveCluster: ClusterResolver): Promise<JsonObject> {
  const own = resolveCluster(active.server);
  if (own === undefined) await connectionOf(active);
  const cluster = own && {
    server: active.server,
    "certificate-authority-data": Buffer.from(own.caCertificate).toString("base64"),
  };
  const name = "program";
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster: cluster ?? active.cluster }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    users: [{ name, user: own ? { token: own.token } : active.user }],
  };
}
