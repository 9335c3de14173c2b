import { z } from "zod";
import type { ClusterAccesses } from "../flows/index.ts";
import type { LocalCloud } from "../local/index.ts";

const clusters = z.array(z.looseObject({ key: z.string(), id: z.string(), name: z.string() })).catch([]);
const sync = z
  .looseObject({ cluster: z.string(), namespace: z.string(), name: z.string() })
  .optional()
  .catch(undefined);

/** Clusters of the local cloud, with credentials from its console: the stack's own kubeconfig asks GKE's plugin for them. */
export function localClusterAccesses(cloud: LocalCloud): ClusterAccesses {
  return {
    async of(outputs) {
      const followed = sync.parse(outputs["sync"]?.value);
      if (!followed) return [];
      const { cluster, namespace, name } = followed;
      const found = clusters.parse(outputs["clusters"]?.value).filter(({ key }) => key === cluster);
      return Promise.all(
        found.map(async ({ id, name: clusterName }) => ({
          name: clusterName,
          kubeconfig: await cloud.kubeconfig(id),
          sync: { namespace, name },
        })),
      );
    },
  };
}
