import path from "node:path";
import * as z from "zod";
import type { ClusterAccesses } from "../cluster-accesses.ts";

/** The local cloud, as far as it gives credentials for its clusters. */
export interface LocalClusters {
  readonly home: string;
  /** The text of a kubeconfig file for the cluster with this id. Holds a credential. */
  kubeconfig(id: string): Promise<string>;
}

const clusters = z
  .array(z.looseObject({ key: z.string(), id: z.string(), name: z.string(), kubeconfig: z.string().optional() }))
  .catch([]);
const sync = z
  .looseObject({ cluster: z.string(), namespace: z.string(), name: z.string() })
  .optional()
  .catch(undefined);
const kubeconfigText = z.string().optional().catch(undefined);

/**
 * Clusters as the stack's outputs describe them.
 *
 * A real cluster has the stack's own kubeconfig, which asks GKE's credential plugin; one of the local cloud has credentials
 * from its console, and one that the environment does not declare those that it was named by.
 */
export function clusterAccesses(cloud: LocalClusters, rehearsal: boolean): ClusterAccesses {
  return {
    async of(outputs, { kind }) {
      const followed = sync.parse(outputs["sync"]?.value);
      if (!followed) return [];
      const { cluster, namespace, name } = followed;
      const given = kubeconfigText.parse(outputs["syncKubeconfig"]?.value);
      if (given !== undefined) return [{ name: cluster, kubeconfig: given, sync: { namespace, name } }];
      const found = clusters.parse(outputs["clusters"]?.value).filter(({ key }) => key === cluster);
      return Promise.all(
        found.map(async ({ id, name: clusterName, kubeconfig = "" }) => {
          const access = { name: clusterName, kubeconfig, sync: { namespace, name } };
          if (!rehearsal && kind !== "local") return access;
          return { ...access, kubeconfig: await cloud.kubeconfig(id), kubectl: kubectlOf(clusterName, cloud) };
        }),
      );
    },
  };
}

/** The kubeconfig lies in the local cloud's own folder, which Git ignores. */
function kubectlOf(cluster: string, { home }: LocalClusters): string {
  const folder = path.relative(process.cwd(), home) || ".";
  const file = path.join(folder, `${cluster}.kubeconfig`);
  return `groundwork local kubeconfig ${cluster} --home ${folder} > ${file} && kubectl --kubeconfig ${file}`;
}
