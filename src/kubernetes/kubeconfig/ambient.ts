import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type JsonObject } from "../../lib/index.ts";
import { KubeconfigUnusable } from "../pulumi-provider/errors.ts";
import { type Kubeconfig, merged, readKubeconfig } from "./kubeconfig-files.ts";

/** What a run's environment says of where its cluster is. Values that are not set are left out in JSON. */
export interface Ambient {
  /** Value of `KUBECONFIG`: absolute paths of files, which are merged. */
  readonly listed?: string | undefined;
  /** The user's home, for `~/.kube/config`. */
  readonly home?: string | undefined;
  /** Of a Pod: `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT`. */
  readonly inCluster: { readonly host?: string | undefined; readonly port?: string | undefined };
}

/** Where the cluster is looked for that a provider means which names none. */
export interface AmbientKubeconfig extends Ambient {
  /** With the folder of the Pod's service account. */
  readonly inCluster: Ambient["inCluster"] & { readonly folder: string };
}

/** The folder in which every Pod finds its service account. */
export const serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

/** There is no ambient cluster. */
export const nowhere: AmbientKubeconfig = {
  listed: undefined,
  home: undefined,
  inCluster: { host: undefined, port: undefined, folder: serviceAccountFolder },
};

/** As a process on this machine has it. */
export const ambientHere = ({ inCluster, ...rest }: Ambient): AmbientKubeconfig => ({
  ...rest,
  inCluster: { ...inCluster, folder: serviceAccountFolder },
});

/** The paths of a list such as `KUBECONFIG`'s. */
export const pathsOf = (listed: string): readonly string[] => listed.split(path.delimiter).filter((one) => one !== "");

/**
 * The ambient kubeconfig by the rules of kubectl: the files of `KUBECONFIG`, merged; without it `~/.kube/config`; and the
 * service account of a Pod where neither says anything. Files that do not exist are passed over.
 *
 * @throws {KubeconfigUnusable} naming every place that was looked at.
 */
export function ambientKubeconfig({ listed, home, inCluster }: AmbientKubeconfig): Kubeconfig {
  const own = home === undefined ? [] : [path.join(home, ".kube", "config")];
  const wanted = pathsOf(listed ?? "");
  const files = wanted.length > 0 ? wanted : own;
  const there = files.filter((file) => existsSync(file));
  if (there.length > 0) return merged(there.map(readKubeconfig));
  const token = path.join(inCluster.folder, "token");
  if (inCluster.host && inCluster.port && existsSync(token))
    return ofPod(inCluster.host, inCluster.port, inCluster.folder);
  const missing = (those: readonly string[]) =>
    `${those.join(", ")}, which ${those.length === 1 ? "does" : "do"} not exist`;
  const looked = [
    wanted.length > 0 ? `KUBECONFIG names ${missing(wanted)}` : "KUBECONFIG is not set",
    ...(wanted.length > 0 ? [] : [home === undefined ? "HOME is not set" : `there is no ${own.join("")}`]),
    inCluster.host && inCluster.port
      ? `there is no ${token}`
      : "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set",
  ];
  throw new KubeconfigUnusable({ why: `the provider has none, ${looked.join(", ")}` });
}

function ofPod(host: string, port: string, folder: string): Kubeconfig {
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
  return existsSync(file) ? { namespace: readFileSync(file, "utf8").trim() } : {};
}
