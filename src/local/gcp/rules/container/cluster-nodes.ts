import type { StoredResource } from "../../../store/index.ts";
import { isZone, stableHex, zonesOf } from "../../values/index.ts";

/** The Kubernetes version of every simulated cluster: the one whose API the embedded API server has. */
export const KUBERNETES_VERSION = "v1.34.1";
/** The same as GKE writes it. */
export const GKE_VERSION = "1.34.1-gke.1829001";

const AUTOPILOT_NODES = 2;
const REGIONAL_ZONES = 3;

export interface SimulatedNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly zone: string;
}

/** The nodes that a cluster has: per pool and zone as many as the pool says; a small fixed number on Autopilot. */
export function clusterNodes(cluster: StoredResource, nodePools: readonly StoredResource[]): SimulatedNode[] {
  const zones = zonesOfCluster(cluster.properties);
  const pools = nodePools.filter(({ id }) => id.startsWith(`${cluster.id}/nodePools/`));
  if (cluster.properties["enableAutopilot"] === true) {
    return nodesOf(cluster, { name: "autopilot", zones, perZone: 1, labels: {} }).slice(0, AUTOPILOT_NODES);
  }
  const own = cluster.properties["removeDefaultNodePool"] === true ? 0 : count(cluster.properties["initialNodeCount"]);
  return [
    ...nodesOf(cluster, { name: "default-pool", zones, perZone: own, labels: {} }),
    ...pools.flatMap(({ name, properties }) =>
      nodesOf(cluster, {
        name,
        zones: (properties["nodeLocations"] as string[] | undefined)?.length
          ? (properties["nodeLocations"] as string[])
          : zones,
        perZone: count(properties["nodeCount"] ?? properties["initialNodeCount"] ?? 1),
        labels: labelsOf(properties["nodeConfig"]),
      }),
    ),
  ];
}

/** Zones in which a cluster has nodes: its own, or three of its region. */
export function zonesOfCluster(properties: StoredResource["properties"]): string[] {
  const chosen = properties["nodeLocations"] as string[] | undefined;
  if (chosen !== undefined && chosen.length > 0) return chosen;
  const location = String(properties["location"]);
  return isZone(location) ? [location] : zonesOf(location).slice(0, REGIONAL_ZONES);
}

interface Pool {
  readonly name: string;
  readonly zones: readonly string[];
  readonly perZone: number;
  readonly labels: Readonly<Record<string, string>>;
}

function nodesOf(cluster: StoredResource, { name: pool, zones, perZone, labels }: Pool): SimulatedNode[] {
  return zones.flatMap((zone) =>
    Array.from({ length: perZone }, (_, index) => ({
      name: `gke-${cluster.name}-${pool}-${stableHex(`${cluster.id} ${pool} ${zone}`, 8)}-${stableHex(`${zone} ${index}`, 4)}`,
      zone,
      labels: {
        ...labels,
        "cloud.google.com/gke-nodepool": pool,
        "topology.kubernetes.io/zone": zone,
        "topology.kubernetes.io/region": zone.slice(0, -2),
      },
    })),
  );
}

function count(value: unknown): number {
  return typeof value === "number" && value > 0 ? value : 0;
}

function labelsOf(nodeConfig: unknown): Record<string, string> {
  return (nodeConfig as { labels?: Record<string, string> } | undefined)?.labels ?? {};
}
