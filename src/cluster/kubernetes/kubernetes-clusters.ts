import { annotations, gitRepositories, kustomizations } from "../../kubernetes/flux/index.ts";
import { gitRepository, kustomization, syncStatusOf } from "../../kubernetes/flux-status/index.ts";
import { type CredentialPlugins } from "../../kubernetes/kubeconfig/index.ts";
import type { ClusterAccess, Clusters } from "../cluster.ts";
import { NoSyncAgent } from "../errors.ts";
import { newReading, treeObjects } from "./object-tree.ts";
import { podLogs } from "./pod-logs.ts";
import { resuming, suspending } from "./suspension-patch.ts";
import type { SyncObjects } from "./sync-objects.ts";
import { syncTreeOf } from "./sync-tree.ts";

export interface KubernetesClustersOptions {
  /** Runs the credential plugins that kubeconfigs name. */
  readonly plugins: CredentialPlugins;
  /** After this long a cluster counts as not answering. Default: 10 s. */
  readonly timeoutMilliseconds?: number;
}

/** Flux's API, read and patched through the Kubernetes API server of each cluster. */
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
  /** Changes both objects; the second one also when the first is missing, so that a repetition finds the same. */
  const patchBoth = async (access: ClusterAccess, patch: object): Promise<void> => {
    const objects = await objectsOf(access);
    const found = await Promise.all([kustomizations, gitRepositories].map((each) => objects.patch(each, patch)));
    if (found.includes(false)) throw new NoSyncAgent({ cluster: access.name });
  };
  return {
    async syncStatus(access) {
      const { applied, source } = await read(await objectsOf(access), access);
      return syncStatusOf(applied, source);
    },
    async objectTree(access) {
      const objects = await objectsOf(access);
      const { applied, source } = await read(objects, access);
      const entries = applied.status.inventory?.entries ?? [];
      const found = await objects.ask((api, signal) =>
        treeObjects(applied.metadata, entries, newReading(api, signal, applied.metadata)),
      );
      return syncTreeOf(applied, source, found);
    },
    requestSync: (access, at) =>
      patchBoth(access, { metadata: { annotations: { [annotations.requestedAt]: at.toISOString() } } }),
    suspend: (access, suspension) => patchBoth(access, suspending(suspension)),
    resume: (access) => patchBoth(access, resuming),
    async *agentLogs(access, request, signal) {
      yield* podLogs(await objectsOf(access), access, request, signal);
    },
  };
}

async function read(objects: SyncObjects, { name }: ClusterAccess) {
  const [applied, source] = await Promise.all([
    objects.read(kustomizations, kustomization),
    objects.read(gitRepositories, gitRepository),
  ]);
  if (!applied) throw new NoSyncAgent({ cluster: name });
  return { applied, source };
}
