import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { JsonObject } from "../../lib/index.ts";
import type { Kubeconfig } from "./kubeconfig-files.ts";

/** The folder in which every Pod finds its service account. */
export const serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

/** A Pod's address of the API server, and its service account, as a kubeconfig. The token's file is named, not read. */
export function podKubeconfig(at: {
  readonly host: string;
  readonly port: string;
  readonly folder: string;
}): Kubeconfig {
  const { host, port, folder } = at;
  const server = `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const entry = (kind: string, content: JsonObject): JsonObject[] => [{ name: "in-cluster", [kind]: content }];
  return {
    from: folder,
    content: {
      "current-context": "in-cluster",
      clusters: entry("cluster", { server, "certificate-authority": path.join(folder, "ca.crt") }),
      users: entry("user", { tokenFile: path.join(folder, "token") }),
      contexts: entry("context", { cluster: "in-cluster", user: "in-cluster", ...namespaceOf(folder) }),
    },
  };
}

function namespaceOf(folder: string): JsonObject {
  const file = path.join(folder, "namespace");
  const namespace = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  return namespace === "" ? {} : { namespace };
}
