import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { isObject, messageOf } from "../../lib/index.ts";
import type { Connection } from "./connection.ts";
import { ConnectionUnusable } from "./errors.ts";

/**
 * The connection of a kubeconfig's context: bearer tokens, token files, client certificates.
 *
 * @throws {ConnectionUnusable} naming what is missing, or the login plugin that would be needed.
 */
export async function kubeconfigConnection(file: string, contextName?: string): Promise<Connection> {
  const fail = (problem: string) => new ConnectionUnusable({ source: file, problem });
  const config = await load(file);
  const wanted = contextName ?? text(config["current-context"]);
  if (wanted === undefined) throw fail("has no current-context. Pass --context.");
  const context = named(config["contexts"], wanted, "context");
  if (context === undefined) throw fail(`has no context named ${wanted}`);
  const cluster = named(config["clusters"], text(context["cluster"]), "cluster");
  const server = text(cluster?.["server"]);
  if (cluster === undefined || server === undefined) throw fail(`context ${wanted} names no cluster with a server`);
  const user = named(config["users"], text(context["user"]), "user") ?? {};
  if (user["exec"] !== undefined || user["auth-provider"] !== undefined)
    throw fail("logs in through a plugin. Use a token, a client certificate or a service account.");

  const read = contentOf(path.dirname(file));
  const ca = await read(cluster, "certificate-authority");
  const cert = await read(user, "client-certificate");
  const key = await read(user, "client-key");
  const fixedToken = text(user["token"]);
  const tokenFile = text(user["tokenFile"]);
  return {
    server: new URL(server),
    namespace: text(context["namespace"]) ?? "default",
    insecureSkipTlsVerify: cluster["insecure-skip-tls-verify"] === true,
    credentials: async () => {
      const token = tokenFile === undefined ? fixedToken : (await readFile(tokenFile, "utf8")).trim();
      return {
        ...(token !== undefined && { token }),
        ...(cert !== undefined && key !== undefined && { clientCertificate: { cert, key } }),
      };
    },
    ...(ca !== undefined && { ca }),
  };
}

async function load(file: string): Promise<Record<string, unknown>> {
  try {
    const config: unknown = parse(await readFile(file, "utf8"), { prettyErrors: false });
    if (isObject(config)) return config;
  } catch (thrown) {
    throw new ConnectionUnusable({ source: file, problem: messageOf(thrown) }, { cause: thrown });
  }
  throw new ConnectionUnusable({ source: file, problem: "is not a kubeconfig" });
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

function named(list: unknown, name: string | undefined, key: string): Record<string, unknown> | undefined {
  if (!Array.isArray(list)) return undefined;
  const entry: unknown = list.find((item) => isObject(item) && item["name"] === name);
  const content = isObject(entry) ? entry[key] : undefined;
  return isObject(content) ? content : undefined;
}

/** `<key>-data` in base64, or the file that `<key>` names, relative to the kubeconfig. */
function contentOf(folder: string) {
  return async (from: Record<string, unknown>, key: string): Promise<string | undefined> => {
    const data = text(from[`${key}-data`]);
    if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
    const file = text(from[key]);
    return file === undefined ? undefined : readFile(path.resolve(folder, file), "utf8");
  };
}
