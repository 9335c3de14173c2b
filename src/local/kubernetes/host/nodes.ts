import type { ClusterApi, ResourceId } from "../cluster-api.ts";
import type { WantedCluster } from "../cluster-host.ts";

const nodes: ResourceId = { group: "", version: "v1", resource: "nodes" };
/** Marks the nodes that the simulated cloud made, so that nobody else's are deleted with them. */
const managed = "local.groundwork.dev/simulated";

/** Creates the wanted Node objects, corrects their labels, and deletes simulated ones that are wanted no more. */
export async function registerNodes(api: ClusterApi, wanted: WantedCluster["nodes"]): Promise<void> {
  for (const { name, labels, zone } of wanted) {
    const all = {
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/hostname": name,
      "kubernetes.io/os": "linux",
      "topology.kubernetes.io/region": zone.replace(/-[^-]+$/, ""),
      "topology.kubernetes.io/zone": zone,
      ...labels,
      [managed]: "true",
    };
    const known = api.get(nodes, name);
    if (known === undefined) {
      const providerID = `gce://local/${zone}/${name}`;
      await api.create({ apiVersion: "v1", kind: "Node", metadata: { name, labels: all }, spec: { providerID } });
    } else {
      await api.update(nodes, name, undefined, (node) => ({
        ...node,
        metadata: { ...node.metadata, labels: { ...node.metadata.labels, ...all } },
      }));
    }
  }
  const names = new Set(wanted.map(({ name }) => name));
  for (const { metadata } of api.list(nodes)) {
    if (metadata.labels?.[managed] === "true" && !names.has(metadata.name)) await api.delete(nodes, metadata.name);
  }
}
