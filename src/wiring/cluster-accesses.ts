import * as z from "zod";
import type { ClusterAccesses } from "../flows/index.ts";
import type { LocalCloud } from "../local/index.ts";

const clusters = z
  .array(z.looseObject({ key: z.string(), id: z.string(), name: z.string(), kubeconfig: z.string().optional() }))
  .catch([]);
const sync = z
  .looseObject({ cluster: z.string(), namespace: z.string(), name: z.string() })
  .optional()
  .catch(undefined);

/**
 * Clusters as the stack's outputs describe them.
 *
 * A real cluster has the stack's own kubeconfig, which asks GKE's credential plugin; one of the local cloud has credentials
 * from its console.
 */
export function clusterAccesses(cloud: LocalCloud, rehearsal: boolean): ClusterAccesses {
  return {
    async of(outputs, { kind }) {
      const followed = sync.parse(outputs["sync"]?.value);
      if (!followed) return [];
      const { cluster, namespace, name } = followed;
      const found = clusters.parse(outputs["clusters"]?.value).filter(({ key }) => key === cluster);
      return Promise.all(
        found.map(async ({ id, name: clusterName, kubeconfig = "" }) => ({
          name: clusterName,
          kubeconfig: rehearsal || kind === "local" ? await cloud.kubeconfig(id) : kubeconfig,
          sync: { namespace, name },
        })),
      );
    },
  };
}
