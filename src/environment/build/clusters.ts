import type { Cluster, NodePool } from "../environment.ts";
import type { RawSpec } from "../schema/index.ts";
import type { ValuePath } from "../yaml/index.ts";
import type { Findings } from "./findings.ts";
import { checkKnown, checkMachineType, checkZones } from "./lookup.ts";
import type { Surroundings } from "./machines.ts";
import { buildCidr, buildRange, controlPlaneSizes } from "./ranges.ts";

type RawCluster = RawSpec["clusters"][number];
type RawNodePool = RawCluster["nodePools"][number];

export function buildClusters(findings: Findings, raw: RawSpec["clusters"], around: Surroundings): Cluster[] {
  findings.uniqueNames(["spec", "clusters"], raw);
  return raw.map((cluster, index) => buildCluster(findings, ["spec", "clusters", index], cluster, around));
}

function buildCluster(findings: Findings, at: ValuePath, raw: RawCluster, around: Surroundings): Cluster {
  checkMode(findings, at, raw, around);
  if (raw.subnet !== undefined) {
    checkKnown(findings, [...at, "subnet"], raw.subnet, { what: "subnet", known: around.subnets });
  }
  findings.uniqueNames([...at, "nodePools"], raw.nodePools);
  findings.uniqueNames([...at, "authorizedNetworks"], raw.authorizedNetworks);
  const zones = checkZones(findings, [...at, "zones"], raw.zones, around.cloud);
  const authorizedNetworks = raw.authorizedNetworks.flatMap(({ name, cidr: written }, index) => {
    const cidr = buildCidr(findings, [...at, "authorizedNetworks", index, "cidr"], written);
    return cidr ? [{ name, cidr }] : [];
  });
  return {
    name: raw.name,
    mode: raw.mode,
    subnet: raw.subnet ?? around.subnets[0] ?? "main",
    location: checkLocation(findings, [...at, "location"], raw.location, around),
    zones,
    privateNodes: raw.privateNodes,
    privateEndpoint: raw.privateEndpoint,
    ...(raw.privateNodes
      ? {
          controlPlane: buildRange(
            findings,
            [...at, "controlPlane"],
            raw.controlPlane ?? `/${controlPlaneSizes.largest}`,
            controlPlaneSizes,
          ),
        }
      : {}),
    authorizedNetworks,
    releaseChannel: raw.releaseChannel,
    ...(raw.version === undefined ? {} : { version: raw.version }),
    maxPodsPerNode: raw.maxPodsPerNode,
    workloadIdentity: raw.workloadIdentity || raw.mode === "autopilot",
    labels: raw.labels,
    nodePools: raw.nodePools.map((pool, index) =>
      buildNodePool(findings, [...at, "nodePools", index], pool, { ...around, zones }),
    ),
  };
}

function checkMode(findings: Findings, at: ValuePath, raw: RawCluster, { cloud }: Surroundings): void {
  if (raw.mode === "standard" && raw.nodePools.length === 0) {
    findings.error(
      [...at, "nodePools"],
      "no-node-pool",
      "is empty; a standard cluster has at least one, such as - name: default",
    );
  }
  if (raw.mode === "autopilot" && raw.nodePools.length > 0) {
    findings.error(
      [...at, "nodePools"],
      "node-pools-of-autopilot",
      "an autopilot cluster makes its nodes itself; leave nodePools out",
    );
  }
  if (raw.mode === "autopilot" && raw.location !== undefined && raw.location !== cloud.region) {
    findings.error(
      [...at, "location"],
      "zonal-autopilot",
      `an autopilot cluster spans its region; write ${cloud.region}, or nothing`,
    );
  }
  if (raw.privateEndpoint && !raw.privateNodes) {
    findings.error([...at, "privateEndpoint"], "public-nodes-of-private-endpoint", "needs privateNodes: true");
  }
  if (!raw.privateNodes && raw.controlPlane !== undefined) {
    findings.error(
      [...at, "controlPlane"],
      "unused-control-plane-range",
      "only private nodes need it; leave it out, or set privateNodes: true",
    );
  }
}

function checkLocation(
  findings: Findings,
  at: ValuePath,
  written: string | undefined,
  { cloud: { region, zones } }: Surroundings,
): string {
  if (written !== undefined && written !== region && !zones.includes(written)) {
    findings.error(
      at,
      "unknown-location",
      `"${written}" is neither the region nor one of its zones; allowed: ${[region, ...zones].join(", ")}`,
    );
  }
  return written ?? region;
}

function buildNodePool(
  findings: Findings,
  at: ValuePath,
  raw: RawNodePool,
  around: Surroundings & { readonly zones: readonly string[] },
): NodePool {
  const nodes = typeof raw.nodes === "number" ? { min: raw.nodes, max: raw.nodes } : raw.nodes;
  if (nodes.min > nodes.max)
    findings.error([...at, "nodes"], "min-above-max", `min is ${nodes.min} and max ${nodes.max}`);
  checkMachineType(findings, [...at, "machineType"], raw.machineType, around.machineTypes);
  if (raw.serviceAccount !== undefined) {
    const known = around.serviceAccounts;
    checkKnown(findings, [...at, "serviceAccount"], raw.serviceAccount, { what: "service account", known });
  }
  return {
    name: raw.name,
    machineType: raw.machineType,
    diskSizeGb: raw.diskSizeGb,
    diskType: raw.diskType,
    image: raw.image,
    nodes,
    spot: raw.spot,
    zones: raw.zones ? checkZones(findings, [...at, "zones"], raw.zones, around.cloud) : around.zones,
    labels: raw.labels,
    taints: raw.taints,
    tags: raw.tags,
    ...(raw.serviceAccount === undefined ? {} : { serviceAccount: raw.serviceAccount }),
  };
}
