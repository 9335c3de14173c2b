import { at, isObject, type JsonObject, listAt, objectAt, textAt } from "../../lib/index.ts";
import type { Credentials } from "../client/index.ts";
import type { ActiveCluster } from "./active-cluster.ts";
import { KubeconfigUnusable } from "./errors.ts";

/** A credential plugin as a kubeconfig's user names it (`client.authentication.k8s.io`). */
export interface PluginSpec {
  /** Server whose credentials it gets, for messages. */
  readonly server: string;
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Variables beside those of this process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly installHint: string | undefined;
  readonly wantsTerminal: boolean;
  /** What it gets in `KUBERNETES_EXEC_INFO`. */
  readonly info: string;
}

/** Credentials of a plugin, and when they end. */
export interface PluginCredentials {
  readonly credentials: Credentials;
  /** Milliseconds since 1970; `undefined` for credentials that say nothing of an end. */
  readonly expiresAt: number | undefined;
}

const group = "client.authentication.k8s.io";
const versions = [`${group}/v1`, `${group}/v1beta1`];

/** The plugin that a user gets its credentials from. @throws {KubeconfigUnusable} */
export function pluginSpec({ server, cluster, user }: ActiveCluster): PluginSpec | undefined {
  const exec = at(user, "exec");
  if (!isObject(exec)) return undefined;
  const command = textAt(exec, "command");
  if (!command) throw new KubeconfigUnusable({ why: "its user's exec names no command" });
  const apiVersion = textAt(exec, "apiVersion") ?? "";
  const provideClusterInfo = at(exec, "provideClusterInfo") === true;
  return {
    server,
    apiVersion,
    command,
    args: listAt(exec, "args").map(String),
    environment: Object.fromEntries(
      listAt(exec, "env").map((entry) => [textAt(entry, "name") ?? "", textAt(entry, "value") ?? ""]),
    ),
    installHint: textAt(exec, "installHint")?.trim() || undefined,
    wantsTerminal: textAt(exec, "interactiveMode") === "Always",
    info: JSON.stringify({
      kind: "ExecCredential",
      apiVersion,
      spec: { interactive: false, ...(provideClusterInfo && { cluster: clusterInfo(server, cluster) }) },
    }),
  };
}

/** What keeps a plugin from being run at all, in words that follow its name; `undefined` when it can be run. */
export function problemOfSpec({ apiVersion }: PluginSpec): string | undefined {
  if (versions.includes(apiVersion)) return undefined;
  return `the kubeconfig speaks ${apiVersion === "" ? "no apiVersion" : apiVersion} with it, known are ${versions.join(" and ")}`;
}

function clusterInfo(server: string, cluster: JsonObject): JsonObject {
  const passed = ["tls-server-name", "insecure-skip-tls-verify", "certificate-authority-data", "proxy-url"];
  const extension = listAt(cluster, "extensions").find((entry) => textAt(entry, "name") === `${group}/exec`);
  return {
    server,
    ...Object.fromEntries(passed.filter((key) => key in cluster).map((key) => [key, cluster[key]])),
    ...(extension !== undefined && { config: at(extension, "extension") }),
  };
}

/**
 * The credentials in what a plugin printed.
 *
 * @returns a text that says what is wrong with it, without quoting it
 */
export function readExecCredential(printed: string, { apiVersion }: PluginSpec): PluginCredentials | string {
  let answer: unknown;
  try {
    answer = JSON.parse(printed);
  } catch {
    return "no JSON";
  }
  if (textAt(answer, "kind") !== "ExecCredential") return "no ExecCredential";
  if (textAt(answer, "apiVersion") !== apiVersion) return `an ExecCredential of another apiVersion than ${apiVersion}`;
  const status = objectAt(answer, "status");
  const token = textAt(status, "token");
  const cert = textAt(status, "clientCertificateData");
  const key = textAt(status, "clientKeyData");
  if ((cert === undefined) !== (key === undefined)) return "a client certificate without its key, or a key without it";
  if (!token && (cert === undefined || key === undefined)) return "an ExecCredential without a token or a certificate";
  const expiration = textAt(status, "expirationTimestamp");
  const expiresAt = expiration === undefined ? undefined : Date.parse(expiration);
  if (Number.isNaN(expiresAt)) return "an ExecCredential whose expirationTimestamp is no time";
  return {
    credentials: {
      ...(token && { token }),
      ...(cert !== undefined && key !== undefined && { clientCertificate: { cert, key } }),
    },
    expiresAt,
  };
}
