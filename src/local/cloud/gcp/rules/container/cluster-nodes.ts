import type { PropertyMap } from "../../../../../provider/index.ts";
import type { StoredResource } from "../../../store/index.ts";
import { isZone, textOf, zonesOf } from "../../values/index.ts";
import { type NodeFacts, nodeFacts } from "./node-facts.ts";
import { nodeName } from "./node-names.ts";

/** The Kubernetes version of every simulated cluster: the one whose API the embedded API server has. */
export const KUBERNETES_VERSION = "v1.34.1";
/** The same as GKE writes it. */
export const GKE_VERSION = "1.34.1-gke.1829001";

const AUTOPILOT_NODES = 2;
const REGIONAL_ZONES = 3;

export interface SimulatedNode extends NodeFacts {
  readonly name: string;
  readonly zone: string;
}

/** The nodes that a cluster has: per pool and zone as many as the pool says; a small fixed number on Autopilot. */
export function clusterNodes(cluster: StoredResource, nodePools: readonly StoredResource[]): SimulatedNode[] {
  const { properties } = cluster;
  const zones = zonesOfCluster(properties);
  if (properties["enableAutopilot"] === true) {
    const config = { machineType: "e2-standard-4" };
    return nodesOf(cluster, { name: "autopilot", zones, perZone: 1, config }).slice(0, AUTOPILOT_NODES);
  }
  const pools = nodePools.filter(({ id }) => id.startsWith(`${cluster.id}/nodePools/`));
  return [...ownPools(properties), ...pools.map(({ name, properties: own }) => ({ ...own, name }))].flatMap((pool) =>
    nodesOf(cluster, poolOf(pool, zones)),
  );
}

/** Pools that the cluster itself declares: the default one, unless it is removed or replaced by others. */
function ownPools(properties: StoredResource["properties"]): readonly (PropertyMap & { readonly name: string })[] {
  const { nodePools, removeDefaultNodePool, initialNodeCount, nodeConfig } = properties;
  if (Array.isArray(nodePools) && nodePools.length > 0)
    return (nodePools as PropertyMap[]).map((pool, index) => ({
      ...pool,
      name: textOf(pool["name"]) ?? `pool-${index}`,
    }));
  if (removeDefaultNodePool === true) return [];
  return [{ name: "default-pool", nodeCount: count(initialNodeCount), nodeConfig }];
}

function poolOf(pool: PropertyMap & { readonly name: string }, zones: readonly string[]): Pool {
  const own = pool["nodeLocations"] as string[] | undefined;
  const { minNodeCount } = (pool["autoscaling"] ?? {}) as { readonly minNodeCount?: number };
  return {
    name: pool.name,
    zones: own !== undefined && own.length > 0 ? own : zones,
    perZone: count(pool["nodeCount"] ?? pool["initialNodeCount"] ?? minNodeCount ?? 1),
    config: (pool["nodeConfig"] ?? {}) as PropertyMap,
    maxPods: typeof pool["maxPodsPerNode"] === "number" ? pool["maxPodsPerNode"] : undefined,
  };
}

/** Zones in which a cluster has nodes: its own, or three of its region. */
export function zonesOfCluster(properties: StoredResource["properties"]): string[] {
  const chosen = properties["nodeLocations"] as string[] | undefined;
  if (chosen !== undefined && chosen.length > 0) return chosen;
  const location = String(properties["location"]);
  if (isZone(location)) return [location];
  const known = zonesOf(location);
  // A region that is newer than the list.
  const zones = known.length > 0 ? known : ["a", "b", "c"].map((letter) => `${location}-${letter}`);
  return zones.slice(0, REGIONAL_ZONES);
}

interface Pool {
  readonly name: string;
  readonly zones: readonly string[];
  readonly perZone: number;
  readonly config: PropertyMap;
  readonly maxPods?: number | undefined;
}

function nodesOf(cluster: StoredResource, { name: pool, zones, perZone, config, maxPods }: Pool): SimulatedNode[] {
  return zones.flatMap((zone) => {
    const facts = nodeFacts({ pool, zone }, config, { maxPods });
    return Array.from({ length: perZone }, (_, index) => ({
      ...facts,
      name: nodeName(cluster, { pool, zone, index }),
      zone,
    }));
  });
}

function count(value: unknown): number {
  return typeof value === "number" && value > 0 ? value : 0;
}
