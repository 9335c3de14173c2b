import { at, isObject, listAt, objectAt, textAt } from "../../lib/index.ts";
import type { Connection, Credentials } from "../client/index.ts";
import type { ActiveCluster } from "./active-cluster.ts";
import type { CredentialPlugins } from "./credential-plugin.ts";
import { CredentialPluginRefused, KubeconfigUnusable } from "./errors.ts";
import { pluginSpec } from "./exec-credential.ts";
import { plainText } from "./plain-file.ts";
import { tokenFromFile } from "./token-file.ts";

/**
 * How to speak to the cluster of a kubeconfig: its address, certificates and proxy, with the credentials of its user.
 *
 * Of several kinds of credentials the first of this order is used: a token's file, a token, name and password, a credential
 * plugin. A client certificate is presented beside any of them.
 *
 * @param plugins runs credential plugins; without it no program is ever run
 * @throws {KubeconfigUnusable}
 * @throws {CredentialPluginRefused} when the user has nothing but a plugin, and there are no `plugins`
 */
export async function connectionOf(active: ActiveCluster, plugins?: CredentialPlugins): Promise<Connection> {
  const { cluster } = active;
  const ca = await content(active, "cluster", "certificate-authority");
  const serverName = textAt(cluster, "tls-server-name");
  const impersonation = impersonationOf(active);
  return {
    server: urlOf(active.server, "server", ["http:", "https:"]),
    namespace: active.namespace ?? "default",
    insecureSkipTlsVerify: at(cluster, "insecure-skip-tls-verify") === true,
    ...(ca !== undefined && { ca }),
    ...(serverName !== undefined && serverName !== "" && { serverName }),
    ...proxyOf(active),
    ...(impersonation !== undefined && { impersonation }),
    ...(await credentialsOf(active, plugins)),
  };
}

async function credentialsOf(
  active: ActiveCluster,
  plugins: CredentialPlugins | undefined,
): Promise<Pick<Connection, "credentials" | "renewCredentials">> {
  const { user } = active;
  const cert = await content(active, "user", "client-certificate");
  const key = await content(active, "user", "client-key");
  const certificate = cert !== undefined && key !== undefined ? { clientCertificate: { cert, key } } : {};
  const fixed = (credentials: Credentials) => ({ credentials: async () => ({ ...certificate, ...credentials }) });

  const file = textAt(user, "tokenFile");
  if (file) {
    const token = tokenFromFile(file);
    const credentials = async () => ({ ...certificate, token: await token.read() });
    return { credentials, renewCredentials: () => token.forget() };
  }
  const token = textAt(user, "token");
  if (token) return fixed({ token });
  const username = textAt(user, "username");
  if (username) return fixed({ basic: { username, password: textAt(user, "password") ?? "" } });

  const authProvider = textAt(user, "auth-provider", "name");
  if (authProvider !== undefined) {
    const why = `its user logs in by the auth-provider ${authProvider}, which Kubernetes has replaced by credential plugins`;
    throw new KubeconfigUnusable({ why });
  }
  const spec = pluginSpec(active);
  if (spec === undefined) return fixed({});
  if (plugins === undefined) throw new CredentialPluginRefused({ server: active.server, plugin: spec.command });
  const plugin = plugins.of(spec);
  return {
    credentials: async () => ({ ...certificate, ...(await plugin.credentials()) }),
    renewCredentials: () => plugin.forget(),
  };
}

/** `<key>-data` in base64, or the file that `<key>` names. */
async function content(active: ActiveCluster, entry: "cluster" | "user", key: string): Promise<string | undefined> {
  const data = textAt(active[entry], `${key}-data`);
  if (data) return Buffer.from(data, "base64").toString("utf8");
  const file = textAt(active[entry], key);
  return file ? await plainText(file, ", which it names,") : undefined;
}

function proxyOf({ cluster }: ActiveCluster): { readonly proxy?: URL } {
  const proxy = textAt(cluster, "proxy-url");
  return proxy ? { proxy: urlOf(proxy, "proxy-url", ["http:", "https:"]) } : {};
}

function urlOf(text: string, field: string, protocols: readonly string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && protocols.includes(url.protocol)) return url;
  // A proxy's URL may hold a password.
  const why = `its cluster's ${field} is no URL of ${protocols.map((protocol) => `${protocol}//`).join(" or ")}`;
  throw new KubeconfigUnusable({ why });
}

/** The headers by which a user acts as another one. */
function impersonationOf({ user }: ActiveCluster): Connection["impersonation"] {
  const as = textAt(user, "as");
  const groups = listAt(user, "as-groups").map(String);
  const extra = Object.entries(objectAt(user, "as-user-extra"));
  if (!as) {
    if (groups.length === 0 && extra.length === 0) return undefined;
    throw new KubeconfigUnusable({ why: "its user has as-groups or as-user-extra without as" });
  }
  const uid = textAt(user, "as-uid");
  return {
    "impersonate-user": as,
    ...(uid && { "impersonate-uid": uid }),
    ...(groups.length > 0 && { "impersonate-group": groups }),
    ...Object.fromEntries(
      extra.map(([key, values]) => [
        `impersonate-extra-${encodeURIComponent(key.toLowerCase())}`,
        (Array.isArray(values) ? values : isObject(values) ? [] : [values]).map(String),
      ]),
    ),
  };
}
