import type { CheckFailure, PropertyMap } from "../../../../../provider/index.ts";
import { computeLink, fingerprint, isZone, relativeLink, textOf } from "../../values/index.ts";
import { protectedFromDeletion } from "../compute/index.ts";
import { InvalidRequest } from "../errors.ts";
import { type Draft, type NameRule, type TypeRules, type World } from "../type-rules.ts";
import { GKE_VERSION, zonesOfCluster } from "./cluster-nodes.ts";
import { labelFailures } from "./node-labels.ts";
import { instanceGroupName } from "./node-names.ts";

const CLUSTER_NAME: NameRule = {
  property: "name",
  pattern: /^[a-z](?:[-a-z0-9]{0,38}[a-z0-9])?$/,
  says: "must be 1-40 lower-case letters, digits and dashes, start with a letter and not end with a dash",
};

export const cluster: TypeRules = {
  idFormat: "projects/{{project}}/locations/{{location}}/clusters/{{name}}",
  name: CLUSTER_NAME,
  references: {
    network: { types: ["gcp:compute/network:Network"], onDelete: "refuse", asLink: false },
    subnetwork: { types: ["gcp:compute/subnetwork:Subnetwork"], onDelete: "refuse", asLink: false },
  },
  replaceOn: [
    "name",
    "location",
    "network",
    "subnetwork",
    "description",
    "clusterIpv4Cidr",
    "ipAllocationPolicy",
    "enableAutopilot",
    "enableKubernetesAlpha",
    "enableTpu",
    "defaultMaxPodsPerNode",
    "networkingMode",
    "datapathProvider",
    "initialNodeCount",
    "nodeConfig",
    "masterAuth.clientCertificateConfig",
    "privateClusterConfig.enablePrivateNodes",
    "privateClusterConfig.masterIpv4CidrBlock",
    "confidentialNodes",
  ],
  defaults: {
    deletionProtection: true,
    enableShieldedNodes: true,
    enableAutopilot: false,
    networkingMode: "VPC_NATIVE",
    network: "default",
    loggingService: "logging.googleapis.com/kubernetes",
    monitoringService: "monitoring.googleapis.com/kubernetes",
  },
  check: clusterFailures,
  admit: (draft, world) => {
    refuseMissingRanges(draft, world);
  },
  complete: (draft) => completedCluster(draft),
  guardDelete: protectedFromDeletion,
};

export const nodePool: TypeRules = {
  name: { ...CLUSTER_NAME },
  references: { cluster: { types: ["gcp:container/cluster:Cluster"], onDelete: "cascade", asLink: false } },
  replaceOn: [
    "name",
    "cluster",
    "location",
    "maxPodsPerNode",
    "placementPolicy",
    "networkConfig.podRange",
    "networkConfig.podIpv4CidrBlock",
    "nodeConfig.serviceAccount",
    "nodeConfig.oauthScopes",
    "nodeConfig.preemptible",
    "nodeConfig.spot",
    "nodeConfig.metadata",
    "nodeConfig.localSsdCount",
    "nodeConfig.minCpuPlatform",
    "nodeConfig.guestAccelerators",
  ],
  idOf: ({ properties, settings }) =>
    `${clusterIdOf(properties, settings.project)}/nodePools/${textOf(properties["name"]) ?? ""}`,
  check: ({ nodeCount, autoscaling, initialNodeCount, nodeConfig }) => {
    const { minNodeCount, maxNodeCount } = (autoscaling ?? {}) as { minNodeCount?: number; maxNodeCount?: number };
    const failures: CheckFailure[] = [...labelFailures("nodeConfig", nodeConfig)];
    if (minNodeCount !== undefined && maxNodeCount !== undefined && minNodeCount > maxNodeCount) {
      failures.push({
        property: "autoscaling.minNodeCount",
        reason: `must not be more than maxNodeCount (${maxNodeCount})`,
      });
    }
    for (const [property, count] of Object.entries({ nodeCount, initialNodeCount })) {
      if (typeof count === "number" && count < 0) failures.push({ property, reason: "must not be negative" });
    }
    return failures;
  },
  admit: (draft, world) => {
    const owner = world.resolve(String(draft.properties["cluster"]), "gcp:container/cluster:Cluster", draft);
    if (owner?.properties["enableAutopilot"] !== true) return;
    const reason = `${owner.id} is an Autopilot cluster, which manages its node pools itself.`;
    throw new InvalidRequest({ id: draft.id, property: "cluster", reason });
  },
  complete: ({ id, properties }) => {
    const location = textOf(properties["location"]) ?? /locations\/([^/]+)/.exec(id)?.[1] ?? "";
    const zones = zonesOfCluster({ ...properties, location });
    const { minNodeCount } = (properties["autoscaling"] ?? {}) as { minNodeCount?: number };
    const initial = properties["initialNodeCount"] || properties["nodeCount"] || (minNodeCount ?? 1);
    const groups = zones.map((zone) => groupLink(id, zone));
    return {
      location,
      initialNodeCount: initial,
      nodeCount: properties["nodeCount"] || initial,
      nodeLocations: zones,
      version: textOf(properties["version"]) ?? GKE_VERSION,
      maxPodsPerNode: properties["maxPodsPerNode"] || 110,
      management: { autoRepair: true, autoUpgrade: true, ...(properties["management"] as PropertyMap | undefined) },
      upgradeSettings: {
        maxSurge: 1,
        maxUnavailable: 0,
        strategy: "SURGE",
        ...(properties["upgradeSettings"] as PropertyMap | undefined),
      },
      nodeConfig: {
        machineType: "e2-medium",
        diskSizeGb: 100,
        diskType: "pd-balanced",
        imageType: "COS_CONTAINERD",
        serviceAccount: "default",
        ...(properties["nodeConfig"] as PropertyMap | undefined),
      },
      instanceGroupUrls: groups.map((link) => link.replace("/instanceGroups/", "/instanceGroupManagers/")),
      managedInstanceGroupUrls: groups,
      operation: "",
    };
  },
};

function clusterFailures(inputs: PropertyMap): CheckFailure[] {
  const { enableAutopilot, initialNodeCount, nodePools, removeDefaultNodePool } = inputs;
  const failures: CheckFailure[] = [...labelFailures("nodeConfig", inputs["nodeConfig"])];
  if (enableAutopilot === true && removeDefaultNodePool === true) {
    failures.push({ property: "removeDefaultNodePool", reason: "cannot be given for an Autopilot cluster" });
  }
  if (enableAutopilot !== true && initialNodeCount === undefined && nodePools === undefined) {
    failures.push({
      property: "initialNodeCount",
      reason: "must be at least 1 for a cluster without node pools of its own, also when the default pool is removed",
    });
  }
  return failures;
}

/** A cluster names secondary ranges of its subnetwork. It is refused when the subnetwork has no range of that name. */
function refuseMissingRanges(draft: Draft, world: World): void {
  const policy = (draft.properties["ipAllocationPolicy"] ?? {}) as PropertyMap;
  const subnetwork = world.resolve(
    textOf(draft.properties["subnetwork"]) ?? "",
    "gcp:compute/subnetwork:Subnetwork",
    draft,
  );
  if (subnetwork === undefined) return;
  const ranges = ((subnetwork.properties["secondaryIpRanges"] ?? []) as { rangeName?: string }[]).map(
    ({ rangeName }) => rangeName,
  );
  for (const key of ["clusterSecondaryRangeName", "servicesSecondaryRangeName"]) {
    const wanted = textOf(policy[key]);
    if (wanted === undefined || ranges.includes(wanted)) continue;
    const there = ranges.length === 0 ? "it has no secondary ranges" : `it has ${ranges.join(", ")}`;
    throw new InvalidRequest({
      id: draft.id,
      property: `ipAllocationPolicy.${key}`,
      reason: `names ${wanted}, which ${subnetwork.id} does not have; ${there}.`,
    });
  }
}

function completedCluster({ id, properties, previous }: Draft): PropertyMap {
  const location = String(properties["location"]);
  const version = textOf(properties["minMasterVersion"]);
  const masterVersion = version === undefined || /^(latest|\d+\.\d+)$/.test(version) ? GKE_VERSION : version;
  return {
    location,
    network: relativeLink(String(properties["network"])),
    nodeLocations: zonesOfCluster(properties).filter((zone) => zone !== location),
    masterVersion,
    nodeVersion: textOf(properties["nodeVersion"]) ?? masterVersion,
    emulatedVersion: "",
    clusterIpv4Cidr: textOf(properties["clusterIpv4Cidr"]) ?? "10.4.0.0/14",
    servicesIpv4Cidr: textOf(previous?.properties["servicesIpv4Cidr"]) ?? "34.118.224.0/20",
    tpuIpv4CidrBlock: "",
    operation: "",
    endpoint: textOf(previous?.properties["endpoint"]) ?? "",
    masterAuth: {
      clientCertificate: "",
      clientKey: "",
      clusterCaCertificate: "",
      ...(previous?.properties["masterAuth"] as PropertyMap | undefined),
      ...(properties["masterAuth"] as PropertyMap | undefined),
    },
    releaseChannel: { channel: "REGULAR", ...(properties["releaseChannel"] as PropertyMap | undefined) },
    labelFingerprint: fingerprint(properties["resourceLabels"]).slice(0, 8),
    selfLink: `https://container.googleapis.com/v1/${isZone(location) ? id.replace("/locations/", "/zones/") : id}`,
    effectiveLabels: { ...(properties["resourceLabels"] as PropertyMap | undefined) },
    pulumiLabels: { ...(properties["resourceLabels"] as PropertyMap | undefined) },
  };
}

/** The cluster that a node pool belongs to: a whole id, or a name in the pool's own project and place. */
function clusterIdOf(properties: PropertyMap, defaultProject: string | undefined): string {
  const cluster = relativeLink(textOf(properties["cluster"]) ?? "");
  if (cluster.startsWith("projects/")) return cluster.replace("/zones/", "/locations/");
  const project = textOf(properties["project"]) ?? defaultProject ?? "";
  return `projects/${project}/locations/${textOf(properties["location"]) ?? ""}/clusters/${cluster}`;
}

function groupLink(poolId: string, zone: string): string {
  const [, project = "", , , , clusterName = "", , pool = ""] = poolId.split("/");
  return computeLink(`projects/${project}/zones/${zone}/instanceGroups/${instanceGroupName(clusterName, pool)}`);
}
