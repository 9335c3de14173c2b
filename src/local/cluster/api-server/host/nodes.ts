import { isDeepStrictEqual } from "node:util";
import type { ClusterApi, KubernetesObject, ResourceId } from "../cluster-api.ts";
import type { WantedCluster } from "../cluster-host.ts";

const nodes: ResourceId = { group: "", version: "v1", resource: "nodes" };
/** Marks the nodes of the simulated cloud, so that only these are deleted with their pool. */
const managed = "local.groundwork.dev/simulated";
/** The taints that came from the pool, so that those of people and controllers stay when the pool's change. */
const poolTaints = "local.groundwork.dev/pool-taints";

type WantedNode = WantedCluster["nodes"][number];

/** Creates the wanted Node objects, corrects what comes from their pool, and deletes simulated ones that are wanted no more. */
export async function registerNodes(api: ClusterApi, wanted: WantedCluster["nodes"]): Promise<void> {
  for (const node of wanted) {
    if (api.get(nodes, node.name) === undefined) await api.create(nodeOf(node));
    else await api.update(nodes, node.name, undefined, (known) => corrected(known, node));
    const { capacity, allocatable } = node;
    const known = api.get(nodes, node.name)?.["status"] as Record<string, unknown> | undefined;
    const same = isDeepStrictEqual([known?.["capacity"], known?.["allocatable"]], [capacity, allocatable]);
    if (capacity !== undefined && !same)
      await api.updateStatus(nodes, node.name, undefined, (status) => ({ ...status, capacity, allocatable }));
  }
  const names = new Set(wanted.map(({ name }) => name));
  for (const { metadata } of api.list(nodes)) {
    if (metadata.labels?.[managed] === "true" && !names.has(metadata.name)) await api.delete(nodes, metadata.name);
  }
}

function nodeOf(node: WantedNode): KubernetesObject {
  const { name, zone, taints = [] } = node;
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: labelsOf(node), annotations: annotationsOf(node) },
    spec: { providerID: `gce://local/${zone}/${name}`, ...(taints.length > 0 && { taints }) },
  };
}

function corrected(known: KubernetesObject, node: WantedNode): KubernetesObject {
  const { metadata } = known;
  const spec = (known["spec"] ?? {}) as { readonly taints?: readonly object[] };
  const before = JSON.parse(metadata.annotations?.[poolTaints] ?? "[]") as readonly object[];
  const isOf = (pool: readonly object[]) => (taint: object) => pool.some((one) => isDeepStrictEqual(one, taint));
  const others = (spec.taints ?? []).filter((taint) => !isOf(before)(taint) && !isOf(node.taints ?? [])(taint));
  const taints = [...(node.taints ?? []), ...others];
  const { taints: _, ...rest } = spec;
  return {
    ...known,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, ...labelsOf(node) },
      annotations: { ...metadata.annotations, ...annotationsOf(node) },
    },
    spec: { ...rest, ...(taints.length > 0 && { taints }) },
  };
}

function labelsOf({ name, labels, zone }: WantedNode): Record<string, string> {
  return {
    "kubernetes.io/arch": "amd64",
    "kubernetes.io/os": "linux",
    "topology.kubernetes.io/region": zone.replace(/-[^-]+$/, ""),
    "topology.kubernetes.io/zone": zone,
    ...labels,
    "kubernetes.io/hostname": name,
    [managed]: "true",
  };
}

const annotationsOf = ({ taints = [] }: WantedNode): Record<string, string> => ({
  [poolTaints]: JSON.stringify(taints),
});
