import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { at, isMap, type JsonMap, listAt, mapAt, textAt } from "../cluster-client/index.ts";
import { KubeconfigUnusable } from "./errors.ts";

/** The part of a kubeconfig that is in use: one cluster, and who speaks to it. */
export interface ActiveCluster {
  readonly server: string;
  readonly namespace: string | undefined;
  /** The `cluster` entry: `certificate-authority-data`, `insecure-skip-tls-verify`, … */
  readonly cluster: JsonMap;
  /** The `user` entry: `token`, `client-certificate-data`, `exec`, … */
  readonly user: JsonMap;
  /** Relative paths of the kubeconfig start here. */
  readonly folder: string;
}

/**
 * Reads a kubeconfig, given as its content (YAML or JSON) or as the path of a file, and picks the cluster that is in use.
 *
 * @throws {KubeconfigUnusable} saying which part is missing.
 */
export function activeCluster(
  contentOrPath: string,
  chosen: { readonly context: string | undefined; readonly cluster: string | undefined },
): ActiveCluster {
  const { content, folder } = load(contentOrPath);
  const contextName = chosen.context ?? textAt(content, "current-context");
  if (contextName === undefined || contextName === "")
    throw new KubeconfigUnusable({ why: "it has no current-context" });
  const context = named(content, "contexts", contextName, "context");
  if (context === undefined) throw new KubeconfigUnusable({ why: `it has no context ${contextName}` });

  const clusterName = chosen.cluster ?? textAt(context, "cluster") ?? "";
  const cluster = named(content, "clusters", clusterName, "cluster");
  const server = textAt(cluster, "server");
  if (cluster === undefined || server === undefined) {
    throw new KubeconfigUnusable({ why: `it has no cluster ${clusterName} with a server` });
  }
  return {
    server,
    cluster,
    folder,
    namespace: textAt(context, "namespace"),
    user: named(content, "users", textAt(context, "user") ?? "", "user") ?? {},
  };
}

function load(contentOrPath: string): { readonly content: JsonMap; readonly folder: string } {
  const inline = parsed(contentOrPath);
  if (isMap(inline)) return { content: inline, folder: process.cwd() };
  const file = contentOrPath.startsWith("~/") ? path.join(homedir(), contentOrPath.slice(2)) : contentOrPath;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new KubeconfigUnusable({ why: "it is neither YAML nor the path of a readable file" }, { cause });
  }
  const content = parsed(text);
  if (!isMap(content)) throw new KubeconfigUnusable({ why: `${file} holds no kubeconfig` });
  return { content, folder: path.dirname(path.resolve(file)) };
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    // Without the parser's words: they may quote a line, and a line may hold a token.
    if (text.includes("\n")) throw new KubeconfigUnusable({ why: "it is no valid YAML" });
    return undefined;
  }
}

function named(content: JsonMap, list: string, name: string, inner: string): JsonMap | undefined {
  const entry = listAt(content, list).find((item) => textAt(item, "name") === name);
  return entry === undefined ? undefined : mapAt(entry, inner);
}

/** Whether two kubeconfigs mean the same cluster: the same entry for it, whoever speaks to it. */
export function sameCluster(one: ActiveCluster, other: ActiveCluster): boolean {
  return JSON.stringify(sorted(one.cluster)) === JSON.stringify(sorted(other.cluster));
}

function sorted(map: JsonMap): readonly (readonly [string, unknown])[] {
  return Object.keys(map)
    .toSorted()
    .map((key) => [key, at(map, key)] as const);
}
