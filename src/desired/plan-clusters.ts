import type { Cluster, NodePool, Taint } from "../environment/index.ts";
import type { DesiredCluster, DesiredNodePool } from "./compute-values.ts";
import { clusterName, nodePoolName, planName } from "./names.ts";
import { secondaryRangeNames } from "./plan-network.ts";
import { optional, type Planning } from "./planning.ts";
import { sizePool } from "./spread.ts";

export function planClusters(planning: Planning): readonly DesiredCluster[] {
  return planning.environment.clusters.map((cluster) => ({
    key: cluster.name,
    protect: planning.protects("clusters", cluster.name),
    subnet: cluster.subnet,
    ...optional("serviceAccount", cluster.mode === "autopilot" ? nodeAccountKey(cluster) : undefined),
    args: clusterArgs(planning, cluster),
  }));
}

/** Key of the service account that the nodes of a cluster have where nothing else is declared. */
export function nodeAccountKey({ name }: Cluster): string {
  return `${name}-nodes`;
}

function clusterArgs(planning: Planning, cluster: Cluster): DesiredCluster["args"] {
  const { name: environment, cloud } = planning.environment;
  const { authorizedNetworks } = cluster;
  return {
    name: planning.name([cluster.name], clusterName),
    location: cluster.location,
    description: `Environment ${environment}`,
    deletionProtection: planning.protects("clusters", cluster.name),
    ...modeArgs(cluster),
    ...optional("minMasterVersion", cluster.version),
    networkingMode: "VPC_NATIVE",
    ipAllocationPolicy: {
      clusterSecondaryRangeName: secondaryRangeNames.pods,
      servicesSecondaryRangeName: secondaryRangeNames.services,
    },
    ...optional(
      "privateClusterConfig",
      cluster.controlPlane && {
        enablePrivateNodes: true,
        enablePrivateEndpoint: cluster.privateEndpoint,
        masterIpv4CidrBlock: planning.range(`clusters/${cluster.name}/controlPlane`),
      },
    ),
    ...optional(
      "masterAuthorizedNetworksConfig",
      authorizedNetworks.length > 0
        ? { cidrBlocks: authorizedNetworks.map(({ name, cidr }) => ({ displayName: name, cidrBlock: cidr.text })) }
        : undefined,
    ),
    releaseChannel: { channel: releaseChannels[cluster.releaseChannel] },
    ...optional(
      "workloadIdentityConfig",
      cluster.workloadIdentity ? { workloadPool: `${cloud.project}.svc.id.goog` } : undefined,
    ),
    resourceLabels: planning.labelsWith(cluster.labels),
  };
}

const releaseChannels = {
  rapid: "RAPID",
  regular: "REGULAR",
  stable: "STABLE",
  extended: "EXTENDED",
  none: "UNSPECIFIED",
} as const;

/** GKE adds a default pool that cannot be changed. It is removed at once, and ours are added. */
function modeArgs({ mode, maxPodsPerNode, location, zones }: Cluster): Partial<DesiredCluster["args"]> {
  if (mode === "autopilot") return { enableAutopilot: true };
  const others = zones.filter((zone) => zone !== location);
  return {
    removeDefaultNodePool: true,
    initialNodeCount: 1,
    defaultMaxPodsPerNode: maxPodsPerNode,
    ...optional("nodeLocations", others.length > 0 ? others.toSorted() : undefined),
  };
}

export function planNodePools(planning: Planning): readonly DesiredNodePool[] {
  return planning.environment.clusters.flatMap((cluster) =>
    cluster.nodePools.map((pool) => planNodePool(planning, cluster, pool)),
  );
}

function planNodePool(planning: Planning, cluster: Cluster, pool: NodePool): DesiredNodePool {
  const size = sizePool(`${cluster.name}/${pool.name}`, pool.nodes, pool.zones);
  return {
    key: `${cluster.name}-${pool.name}`,
    protect: planning.protects("clusters", cluster.name),
    cluster: cluster.name,
    serviceAccount: pool.serviceAccount ?? nodeAccountKey(cluster),
    args: {
      name: planName([pool.name], nodePoolName),
      location: cluster.location,
      nodeLocations: [...size.zones],
      ...(size.kind === "fixed"
        ? { nodeCount: size.nodesPerZone }
        : {
            // Always one node per zone: changing the initial count replaces the whole pool.
            initialNodeCount: 1,
            autoscaling: {
              totalMinNodeCount: size.min,
              totalMaxNodeCount: size.max,
              locationPolicy: pool.spot ? ("ANY" as const) : ("BALANCED" as const),
            },
          }),
      maxPodsPerNode: cluster.maxPodsPerNode,
      management: { autoRepair: true, autoUpgrade: true },
      upgradeSettings: { maxSurge: 1, maxUnavailable: 0 },
      nodeConfig: {
        machineType: pool.machineType,
        diskSizeGb: pool.diskSizeGb,
        diskType: pool.diskType,
        imageType: pool.image,
        spot: pool.spot,
        labels: { ...pool.labels },
        resourceLabels: planning.labelsWith(cluster.labels),
        taints: pool.taints.map(({ key, value, effect }) => ({ key, value, effect: taintEffects[effect] })),
        tags: [...pool.tags],
        oauthScopes: ["https://www.googleapis.com/auth/cloud-platform"],
        metadata: { "disable-legacy-endpoints": "true" },
        workloadMetadataConfig: { mode: cluster.workloadIdentity ? "GKE_METADATA" : "GCE_METADATA" },
        shieldedInstanceConfig: { enableSecureBoot: true, enableIntegrityMonitoring: true },
      },
    },
  };
}

const taintEffects: Readonly<Record<Taint["effect"], "NO_SCHEDULE" | "PREFER_NO_SCHEDULE" | "NO_EXECUTE">> = {
  NoSchedule: "NO_SCHEDULE",
  PreferNoSchedule: "PREFER_NO_SCHEDULE",
  NoExecute: "NO_EXECUTE",
};
