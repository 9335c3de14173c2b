import { counted } from "../../lib/index.ts";
import type { Cidr } from "../cidr.ts";
import type { Cluster, Environment, Network, Subnet, WantedRange } from "../environment.ts";
import { machinesAtMost } from "../managed-group.ts";
import type { ValuePath } from "../yaml/index.ts";
import type { Findings } from "./findings.ts";

/** A range that has an address, and where that was written. */
interface Declared {
  readonly label: string;
  readonly path: ValuePath;
  readonly cidr: Cidr;
}

/** Addresses of every subnet that the cloud keeps for itself. */
const reservedPerSubnet = 4;

/**
 * Checks that declared ranges lie in the network, do not overlap, and have room for the machines, pods and services in
 * them.
 */
export function checkRanges(findings: Findings, { network, clusters, machines }: Environment): void {
  const declared = declaredRanges(network, clusters);
  const block = network.range.cidr;
  for (const [index, range] of declared.entries()) {
    if (block && !block.contains(range.cidr)) {
      const where = `the network's ${block.text} (${findings.whereIs(["spec", "network", "cidr"])})`;
      findings.error(range.path, "range-outside-network", `${range.cidr.text} lies outside of ${where}`);
    }
    const other = declared.slice(0, index).find((earlier) => earlier.cidr.overlaps(range.cidr));
    if (other) {
      const place = `${other.label}, ${other.cidr.text}, at ${findings.whereIs(other.path)}`;
      findings.error(
        range.path,
        "overlapping-ranges",
        `${range.cidr.text} overlaps ${place}; give one of them another block`,
      );
    }
  }
  for (const [index, subnet] of network.subnets.entries()) {
    const at = ["spec", "network", "subnets", index];
    const guests = clusters.filter((cluster) => cluster.subnet === subnet.name);
    const nodes = guests.reduce((sum, cluster) => sum + nodesAtMost(cluster), 0);
    const own = machines
      .filter((group) => group.subnet === subnet.name)
      .reduce((sum, group) => sum + machinesAtMost(group), 0);
    checkRoomForMachines(findings, at, subnet, nodes + own);
    checkRoomForPods(findings, at, subnet, guests);
  }
}

function declaredRanges(
  { subnets, privateServices, proxies }: Network,
  clusters: readonly Cluster[],
): readonly Declared[] {
  const declare = (label: string, path: ValuePath, range: WantedRange | undefined): readonly Declared[] =>
    range?.cidr ? [{ label, path, cidr: range.cidr }] : [];
  return [
    ...subnets.flatMap((subnet, index) => {
      const at = ["spec", "network", "subnets", index];
      return [
        ...declare(`the subnet ${subnet.name}`, [...at, "cidr"], subnet.range),
        ...declare(`the pods of ${subnet.name}`, [...at, "pods"], subnet.pods),
        ...declare(`the services of ${subnet.name}`, [...at, "services"], subnet.services),
      ];
    }),
    ...declare("the proxies of load balancers", ["spec", "network", "proxies"], proxies),
    ...clusters.flatMap((cluster, index) =>
      declare(
        `the control plane of ${cluster.name}`,
        ["spec", "clusters", index, "controlPlane"],
        cluster.controlPlane,
      ),
    ),
    ...declare("the block of managed services", ["spec", "network", "privateServices"], privateServices),
  ];
}

/** Nodes at the pools' upper ends, and the one that each pool adds while it is upgraded. */
function nodesAtMost({ nodePools }: Cluster): number {
  return nodePools.reduce((sum, pool) => sum + pool.nodes.max + 1, 0);
}

function checkRoomForMachines(findings: Findings, at: ValuePath, { range }: Subnet, needed: number): void {
  const room = 2 ** (32 - range.prefixLength) - reservedPerSubnet;
  if (needed <= room) return;
  const enough = 32 - Math.ceil(Math.log2(needed + reservedPerSubnet));
  findings.error(
    [...at, "cidr"],
    "range-too-small",
    `a /${range.prefixLength} holds ${room} machines and nodes, and up to ${needed} are declared; a /${enough} is enough`,
  );
}

/** Every node takes a block of at least twice its pods' number. Source: GKE's IP address planning. */
function checkRoomForPods(findings: Findings, at: ValuePath, { pods }: Subnet, guests: readonly Cluster[]): void {
  if (!pods || guests.length === 0) return;
  const needed = guests.reduce((sum, cluster) => sum + Math.max(1, nodesAtMost(cluster)) * blockPerNode(cluster), 0);
  if (needed <= 2 ** (32 - pods.prefixLength)) return;
  const nodes = guests.reduce((sum, cluster) => sum + nodesAtMost(cluster), 0);
  findings.error(
    [...at, "pods"],
    "range-too-small",
    `a /${pods.prefixLength} is too small for the pods of up to ${counted(nodes, "node")}, of which each takes a ` +
      `${guests.map((cluster) => `/${32 - Math.log2(blockPerNode(cluster))}`).join(" or ")}; ` +
      `a /${32 - Math.ceil(Math.log2(needed))} is enough, or a smaller maxPodsPerNode`,
  );
}

function blockPerNode({ maxPodsPerNode }: Cluster): number {
  return 2 ** Math.ceil(Math.log2(maxPodsPerNode * 2));
}
