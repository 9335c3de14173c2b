import { annotations, gitRepositories, kustomizations } from "../../kubernetes/flux/index.ts";
import { gitRepository, kustomization, syncStatusOf } from "../../kubernetes/flux-status/index.ts";
import { type CredentialPlugins } from "../../kubernetes/kubeconfig/index.ts";
import type { ClusterAccess, Clusters } from "../cluster.ts";
import { NoSyncAgent } from "../errors.ts";
import type { SyncObjects } from "./sync-objects.ts";

export interface KubernetesClustersOptions {
  /** Runs the credential plugins that kubeconfigs name. */
  readonly plugins: CredentialPlugins;
  /** After this long a cluster counts as not answering. Default: 10 s. */
  readonly timeoutMilliseconds?: number;
}

/** Flux's API, read and annotated through the Kubernetes API server of each cluster. */
export function kubernetesClusters({ plugins, timeoutMilliseconds = 10_000 }: KubernetesClustersOptions): Clusters {
  const known = new Map<string, Promise<SyncObjects>>();
  const objectsOf = (access: ClusterAccess): Promise<SyncObjects> => {
    const before = known.get(access.kubeconfig);
    if (before) return before;
    // Loaded late: most commands ask no cluster.
    const loading = import("./sync-objects.ts").then(({ syncObjectsOf }) =>
      syncObjectsOf(access, { plugins, timeoutMilliseconds }),
    );
    known.set(access.kubeconfig, loading);
    return loading;
  };
  return {
    async syncStatus(access) {
      const objects = await objectsOf(access);
      const [applied, source] = await Promise.all([
        objects.read(kustomizations, kustomization),
        objects.read(gitRepositories, gitRepository),
      ]);
      if (!applied) throw new NoSyncAgent({ cluster: access.name });
      return syncStatusOf(applied, source);
    },
    async requestSync(access, at) {
      const objects = await objectsOf(access);
      const request = { [annotations.requestedAt]: at.toISOString() };
      const found = await Promise.all([gitRepositories, kustomizations].map((each) => objects.annotate(each, request)));
      if (found.includes(false)) throw new NoSyncAgent({ cluster: access.name });
    },
  };
}
