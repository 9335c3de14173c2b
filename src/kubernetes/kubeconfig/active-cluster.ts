import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { isObject, type JsonObject, listAt, objectAt, sameJson, textAt } from "../../lib/index.ts";
import { pathsOf } from "./ambient.ts";
import { KubeconfigUnusable } from "./errors.ts";
import { type Kubeconfig, merged, parsedKubeconfig, readKubeconfig } from "./kubeconfig-files.ts";

/** The part of a kubeconfig that is in use: one cluster, and the user that speaks to it. */
export interface ActiveCluster {
  readonly server: string;
  readonly namespace: string | undefined;
  /** The `cluster` entry: `certificate-authority-data`, `insecure-skip-tls-verify`, … */
  readonly cluster: JsonObject;
  /** The `user` entry: `token`, `client-certificate-data`, `exec`, … */
  readonly user: JsonObject;
}

/**
 * Picks the cluster that is in use, by the context and cluster that are chosen before those of the kubeconfig.
 *
 * @throws {KubeconfigUnusable} saying which part is missing, and where.
 */
export function activeCluster(
  { content, from }: Kubeconfig,
  chosen: { readonly context?: string | undefined; readonly cluster?: string | undefined } = {},
): ActiveCluster {
  const it = from ?? "it";
  const contextName = chosen.context ?? textAt(content, "current-context");
  if (contextName === undefined || contextName === "")
    throw new KubeconfigUnusable({ why: `${it} has no current-context` });
  const context = named(content, "contexts", contextName, "context");
  if (context === undefined) throw new KubeconfigUnusable({ why: `${it} has no context ${contextName}` });

  const clusterName = chosen.cluster ?? textAt(context, "cluster") ?? "";
  const cluster = named(content, "clusters", clusterName, "cluster");
  const server = textAt(cluster, "server");
  if (cluster === undefined || server === undefined) {
    throw new KubeconfigUnusable({ why: `${it} has no cluster ${clusterName} with a server` });
  }
  return {
    server,
    cluster,
    namespace: textAt(context, "namespace"),
    user: named(content, "users", textAt(context, "user") ?? "", "user") ?? {},
  };
}

/**
 * A kubeconfig that is given as its content (YAML or JSON), the path of a file, or a list of paths as `KUBECONFIG` is: Pulumi's
 * SDK hands on that variable as a provider's own kubeconfig.
 *
 * @throws {KubeconfigUnusable}
 */
export async function givenKubeconfig(contentOrPath: string): Promise<Kubeconfig> {
  const isContent = contentOrPath.includes("\n") || contentOrPath.trimStart().startsWith("{");
  const inline = isContent ? parsedKubeconfig(contentOrPath, "it is") : undefined;
  if (isObject(inline)) return { content: inline, from: undefined };
  const paths = existsSync(contentOrPath) ? [contentOrPath] : pathsOf(contentOrPath).map(atHome);
  const there = paths.filter((file) => existsSync(file));
  if (!isContent && there.length > 0) return merged(await Promise.all(there.map(readKubeconfig)));
  const why = isContent || paths.length === 0 ? "it is no kubeconfig" : `there is no ${paths.join(", no ")}`;
  throw new KubeconfigUnusable({ why: `${why}; it is neither YAML nor the path of a readable file` });
}

const atHome = (file: string): string => (file.startsWith("~/") ? path.join(homedir(), file.slice(2)) : file);

function named(content: JsonObject, list: string, name: string, inner: string): JsonObject | undefined {
  const entry = listAt(content, list).find((item) => textAt(item, "name") === name);
  return entry === undefined ? undefined : objectAt(entry, inner);
}

/** Whether two kubeconfigs mean the same cluster: the same entry for it, with any user. */
export function sameCluster(one: ActiveCluster, other: ActiveCluster): boolean {
  return sameJson(one.cluster, other.cluster);
}
