import { readFileSync } from "node:fs";
import path from "node:path";
import { at, textAt } from "../../lib/index.ts";
import { type Connection, tokenConnection } from "../client/index.ts";
import { CredentialPluginRefused, KubeconfigUnusable } from "../pulumi-provider/errors.ts";
import type { ClusterResolver } from "../pulumi-provider/options.ts";
import type { ActiveCluster } from "./active-cluster.ts";

/**
 * How to speak to the cluster of a kubeconfig: as the local cloud's own when it is one of its clusters, otherwise with
 * the token or the client certificate in it. Never runs a program, whatever the kubeconfig asks for.
 *
 * @throws {CredentialPluginRefused}
 * @throws {KubeconfigUnusable}
 */
export function connectionTo(active: ActiveCluster, resolveCluster: ClusterResolver): Connection {
  const own = resolveCluster(active.server);
  if (own !== undefined) return tokenConnection({ server: active.server, token: own.token, ca: own.caCertificate });

  const plugin = textAt(active.user, "exec", "command") ?? textAt(active.user, "auth-provider", "name");
  if (plugin !== undefined) throw new CredentialPluginRefused({ server: active.server, plugin });

  const read = (data: string, file: string, entry: "cluster" | "user"): string | undefined => {
    const inline = textAt(active[entry], data);
    if (inline !== undefined) return Buffer.from(inline, "base64").toString("utf8");
    const named = textAt(active[entry], file);
    return named === undefined ? undefined : readFrom(path.resolve(named));
  };
  const ca = read("certificate-authority-data", "certificate-authority", "cluster");
  const cert = read("client-certificate-data", "client-certificate", "user");
  const key = read("client-key-data", "client-key", "user");
  const tokenFile = textAt(active.user, "tokenFile");
  const token =
    textAt(active.user, "token") ?? (tokenFile === undefined ? undefined : readFrom(path.resolve(tokenFile)).trim());
  const serverName = textAt(active.cluster, "tls-server-name");
  return {
    server: new URL(active.server),
    namespace: active.namespace ?? "default",
    insecureSkipTlsVerify: at(active.cluster, "insecure-skip-tls-verify") === true,
    ...(ca === undefined ? {} : { ca }),
    ...(serverName === undefined ? {} : { serverName }),
    credentials: async () => ({
      ...(token === undefined ? {} : { token }),
      ...(cert === undefined || key === undefined ? {} : { clientCertificate: { cert, key } }),
    }),
  };
}

function readFrom(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new KubeconfigUnusable({ why: `${file}, which it names, cannot be read` }, { cause });
  }
}
