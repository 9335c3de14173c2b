import { existsSync } from "node:fs";
import path from "node:path";
import { KubeconfigUnusable } from "./errors.ts";
import { type Kubeconfig, merged, readKubeconfig } from "./kubeconfig-files.ts";
import { podKubeconfig, serviceAccountFolder } from "./service-account.ts";

/** Where the environment of a run says that its cluster is. Values that are not set are left out in JSON. */
export interface Ambient {
  /** Value of `KUBECONFIG`: absolute paths of files, which are merged. */
  readonly listed?: string | undefined;
  /** The user's home, for `~/.kube/config`. */
  readonly home?: string | undefined;
  /** Of a Pod: `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT`. */
  readonly inCluster: { readonly host?: string | undefined; readonly port?: string | undefined };
}

/** Where the cluster is looked for when nothing names one. */
export interface AmbientKubeconfig extends Ambient {
  /** With the folder of the Pod's service account. */
  readonly inCluster: Ambient["inCluster"] & { readonly folder: string };
}

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
export async function ambientKubeconfig({ listed, home, inCluster }: AmbientKubeconfig): Promise<Kubeconfig> {
  const own = home === undefined ? [] : [path.join(home, ".kube", "config")];
  const wanted = pathsOf(listed ?? "");
  const files = wanted.length > 0 ? wanted : own;
  const there = files.filter((file) => existsSync(file));
  if (there.length > 0) return merged(await Promise.all(there.map(readKubeconfig)));
  const token = path.join(inCluster.folder, "token");
  const { host, port, folder } = inCluster;
  if (host && port && existsSync(token)) return podKubeconfig({ host, port, folder });
  const missing = (those: readonly string[]) =>
    `${those.join(", ")}, which ${those.length === 1 ? "does" : "do"} not exist`;
  const looked = [
    wanted.length > 0 ? `KUBECONFIG names ${missing(wanted)}` : "KUBECONFIG is not set",
    ...(wanted.length > 0 ? [] : [home === undefined ? "HOME is not set" : `there is no ${own.join("")}`]),
    inCluster.host && inCluster.port
      ? `there is no ${token}`
      : "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set",
  ];
  throw new KubeconfigUnusable({ why: `there is none, ${looked.join(", ")}` });
}
