import {
  gitRepository,
  kustomization,
  reconcileRequest,
  syncStatusOf,
} from "../../kubernetes/flux-status/flux-status.ts";
import type { ClusterAccess, Clusters } from "../cluster.ts";
import { NoSyncAgent } from "../errors.ts";
import type { Connection, Kind } from "./connection.ts";

export interface KubernetesClustersOptions {
  /** After this long a cluster counts as not answering. Default: 10 s. */
  readonly timeoutMilliseconds?: number;
}

/** Flux's API, read and annotated through the Kubernetes API server of each cluster. */
export function kubernetesClusters({ timeoutMilliseconds = 10_000 }: KubernetesClustersOptions = {}): Clusters {
  const connections = new Map<string, Promise<Connection>>();
  const connect = (access: ClusterAccess): Promise<Connection> => {
    const known = connections.get(access.kubeconfig);
    if (known) return known;
    // The client of Kubernetes is large, and most commands ask no cluster.
    const connection = import("./connection.ts").then(({ connectTo }) => connectTo(access, timeoutMilliseconds));
    connections.set(access.kubeconfig, connection);
    return connection;
  };
  return {
    async syncStatus(access) {
      const connection = await connect(access);
      const [applied, source] = await Promise.all([
        connection.read(kustomizations, kustomization),
        connection.read(sources, gitRepository),
      ]);
      if (!applied) throw new NoSyncAgent({ cluster: access.name });
      return syncStatusOf(applied, source);
    },
    async requestSync(access, at) {
      const connection = await connect(access);
      const annotations = { [reconcileRequest]: at.toISOString() };
      const found = await Promise.all([sources, kustomizations].map((kind) => connection.annotate(kind, annotations)));
      if (found.includes(false)) throw new NoSyncAgent({ cluster: access.name });
    },
  };
}

const sources: Kind = { group: "source.toolkit.fluxcd.io", version: "v1", plural: "gitrepositories" };
const kustomizations: Kind = { group: "kustomize.toolkit.fluxcd.io", version: "v1", plural: "kustomizations" };
