import type { FirewallRule, Network, Subnet } from "../environment.ts";
import type { RawSpec } from "../schema/index.ts";
import type { ValuePath } from "../yaml/index.ts";
import type { Findings } from "./findings.ts";
import {
  buildCidr,
  buildRange,
  networkSizes,
  podSizes,
  privateServiceSizes,
  proxySizes,
  serviceSizes,
  subnetSizes,
} from "./ranges.ts";
import { buildSharedVpc } from "./shared-vpc.ts";

type RawNetwork = RawSpec["network"];

const path = ["spec", "network"] as const;
const defaultPods = "/21";
const defaultServices = "/24";
const defaultPrivateServices = "/24";
const defaultProxies = "/23";

/** What stands in the network, as far as it needs ranges. */
export interface NetworkGuests {
  /** Names of the subnets in which a cluster runs: these have ranges for pods and services. */
  readonly clusterSubnets: ReadonlySet<string>;
  /** Whether Google's managed services need addresses. */
  readonly managedServices: boolean;
  /** Whether a load balancer has proxies of its own in the network. */
  readonly hasProxies: boolean;
  /** Id of the project that the network lies in. */
  readonly project: string;
}

export function buildNetwork(findings: Findings, raw: RawNetwork, guests: NetworkGuests): Network {
  const proxies = raw.proxies ?? (guests.hasProxies ? defaultProxies : undefined);
  findings.uniqueNames([...path, "subnets"], raw.subnets);
  findings.uniqueNames([...path, "firewall"], raw.firewall);
  findings.uniqueNames([...path, "addresses"], raw.addresses);
  if (raw.subnets.length === 0) {
    findings.error(
      [...path, "subnets"],
      "no-subnet",
      "is empty; a network has at least one subnet, such as - name: main",
    );
  }
  return {
    ...(raw.name === undefined ? {} : { name: raw.name }),
    range: buildRange(findings, [...path, "cidr"], raw.cidr, networkSizes),
    routingMode: raw.routing === "global" ? "GLOBAL" : "REGIONAL",
    mtu: raw.mtu,
    subnets: raw.subnets.map((subnet, index) =>
      buildSubnet(findings, [...path, "subnets", index], subnet, guests.clusterSubnets.has(subnet.name)),
    ),
    ...(proxies === undefined ? {} : { proxies: buildRange(findings, [...path, "proxies"], proxies, proxySizes) }),
    ...buildNat(raw.nat),
    firewall: raw.firewall.map((rule, index) => buildRule(findings, [...path, "firewall", index], rule)),
    addresses: raw.addresses.map(({ name, scope }) => ({ name, scope })),
    ...buildPrivateServices(findings, raw, guests),
    ...buildSharedVpc(findings, raw.sharedVpc, guests.project),
    peerings: [...new Set(raw.peers)].toSorted(),
  };
}

function buildSubnet(
  findings: Findings,
  at: ValuePath,
  raw: RawNetwork["subnets"][number],
  holdsCluster: boolean,
): Subnet {
  const pods = raw.pods ?? (holdsCluster ? defaultPods : undefined);
  const services = raw.services ?? (holdsCluster ? defaultServices : undefined);
  return {
    name: raw.name,
    range: buildRange(findings, [...at, "cidr"], raw.cidr, subnetSizes),
    ...(pods === undefined ? {} : { pods: buildRange(findings, [...at, "pods"], pods, podSizes) }),
    ...(services === undefined ? {} : { services: buildRange(findings, [...at, "services"], services, serviceSizes) }),
    privateGoogleAccess: raw.privateGoogleAccess,
    ...buildFlowLogs(raw.flowLogs),
  };
}

function buildPrivateServices(
  findings: Findings,
  raw: RawNetwork,
  { managedServices }: NetworkGuests,
): Pick<Network, "privateServices"> {
  const written = raw.privateServices ?? (managedServices ? defaultPrivateServices : undefined);
  if (written === undefined) return {};
  return { privateServices: buildRange(findings, [...path, "privateServices"], written, privateServiceSizes) };
}

function buildFlowLogs(raw: RawNetwork["subnets"][number]["flowLogs"]): Pick<Subnet, "flowLogs"> {
  if (raw === false) return {};
  return { flowLogs: raw === true ? { interval: "5s", sampling: 0.5, metadata: "all" } : raw };
}

function buildNat(raw: RawNetwork["nat"]): Pick<Network, "nat"> {
  if (raw === false) return {};
  return { nat: raw === true ? { addresses: 0, minPortsPerVm: 64, log: "errors" } : raw };
}

function buildRule(findings: Findings, at: ValuePath, raw: RawNetwork["firewall"][number]): FirewallRule {
  const ports = raw.allow ?? raw.deny ?? [];
  if ((raw.allow === undefined) === (raw.deny === undefined)) {
    const found = raw.allow ? "has both allow and deny" : "has neither allow nor deny";
    findings.error(at, "rule-without-action", `${found}; write one of them, such as allow: [tcp:443]`);
  }
  if (raw.direction === "egress" && raw.sourceTags.length > 0) {
    findings.error(
      [...at, "sourceTags"],
      "source-tags-of-egress",
      "an egress rule has no sourceTags; write targetTags",
    );
  }
  const written = raw.ranges ?? (raw.sourceTags.length > 0 ? [] : ["network"]);
  return {
    name: raw.name,
    ...(raw.description === undefined ? {} : { description: raw.description }),
    direction: raw.direction,
    action: raw.deny ? "deny" : "allow",
    priority: raw.priority,
    protocols: buildProtocols(findings, [...at, raw.deny ? "deny" : "allow"], ports),
    ranges: written.flatMap((range, index) =>
      range === "network" ? [] : (buildCidr(findings, [...at, "ranges", index], range) ?? []),
    ),
    includesNetwork: written.includes("network"),
    sourceTags: raw.sourceTags,
    targetTags: raw.targetTags,
    log: raw.log,
  };
}

/** `tcp:80`, `tcp:443` and `icmp` become one entry per protocol, in the order in which protocols first appear. */
function buildProtocols(findings: Findings, at: ValuePath, written: readonly string[]): FirewallRule["protocols"] {
  const ports = new Map<string, string[]>();
  for (const [index, entry] of written.entries()) {
    const [protocol = "", port] = entry.split(":");
    const known = ports.get(protocol) ?? [];
    ports.set(protocol, port === undefined ? known : [...known, port]);
    if (port !== undefined) checkPort(findings, [...at, index], protocol, port);
  }
  return [...ports].map(([protocol, ports]) => ({ protocol, ports }));
}

function checkPort(findings: Findings, at: ValuePath, protocol: string, port: string): void {
  if (!["tcp", "udp", "sctp"].includes(protocol)) {
    findings.error(at, "port-of-portless-protocol", `${protocol} has no ports; write ${protocol} alone`);
    return;
  }
  const [from = 0, to = from] = port.split("-").map(Number);
  if (from > to || to > 65_535) findings.error(at, "bad-port", `${port} is no port or range of ports; 0 to 65535`);
}
