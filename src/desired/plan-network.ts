import {
  addressName,
  balancerAddress,
  type FirewallRule,
  formatText,
  type LoadBalancer,
  type OutputReference,
} from "../environment/index.ts";
import { computeName, planName } from "./names.ts";
import type {
  DesiredAddress,
  DesiredDnsRecord,
  DesiredDnsZone,
  DesiredFirewallRule,
  DesiredGlobalAddress,
  DesiredNat,
  DesiredNetwork,
  DesiredPeering,
  DesiredRouter,
  DesiredSubnet,
} from "./network-values.ts";
import { planTraffic } from "./plan-traffic.ts";
import { optional, type Planning } from "./planning.ts";

export function planNetwork(planning: Planning): DesiredNetwork {
  const { name, network } = planning.environment;
  return {
    key: "main",
    protect: planning.protects("network"),
    cidr: planning.range("network"),
    args: {
      name: network.name ?? planning.name([], computeName),
      description: `Environment ${name}`,
      autoCreateSubnetworks: false,
      routingMode: network.routingMode,
      mtu: network.mtu,
    },
  };
}

/** Names of the secondary ranges of every subnet that has them. */
export const secondaryRangeNames = { pods: "pods", services: "services" } as const;

export function planSubnets(planning: Planning): readonly DesiredSubnet[] {
  const { cloud, network } = planning.environment;
  return network.subnets.map(({ name, pods, services, privateGoogleAccess, flowLogs }) => ({
    key: name,
    protect: planning.protects("subnets", name),
    args: {
      name: planning.name([name], computeName),
      region: cloud.region,
      ipCidrRange: planning.range(`subnets/${name}`),
      privateIpGoogleAccess: privateGoogleAccess,
      secondaryIpRanges: [
        ...(pods ? [{ rangeName: secondaryRangeNames.pods, ipCidrRange: planning.range(`subnets/${name}/pods`) }] : []),
        ...(services
          ? [{ rangeName: secondaryRangeNames.services, ipCidrRange: planning.range(`subnets/${name}/services`) }]
          : []),
      ],
      ...optional(
        "logConfig",
        flowLogs && {
          aggregationInterval: flowLogIntervals[flowLogs.interval],
          flowSampling: flowLogs.sampling,
          metadata: flowLogs.metadata === "all" ? "INCLUDE_ALL_METADATA" : "EXCLUDE_ALL_METADATA",
        },
      ),
    },
  }));
}

const flowLogIntervals = {
  "5s": "INTERVAL_5_SEC",
  "30s": "INTERVAL_30_SEC",
  "1m": "INTERVAL_1_MIN",
  "5m": "INTERVAL_5_MIN",
  "10m": "INTERVAL_10_MIN",
  "15m": "INTERVAL_15_MIN",
} as const;

export function planRouter(planning: Planning): { readonly router?: DesiredRouter; readonly nat?: DesiredNat } {
  const { cloud, network } = planning.environment;
  if (!network.nat) return {};
  const { addresses, minPortsPerVm, log } = network.nat;
  const protect = planning.protects("network");
  const name = planning.name([], computeName);
  const filters = { errors: "ERRORS_ONLY", translations: "TRANSLATIONS_ONLY", all: "ALL" } as const;
  return {
    router: { key: "main", protect, args: { name, region: cloud.region } },
    nat: {
      key: "main",
      protect,
      addresses: natAddressKeys(addresses),
      args: {
        name,
        region: cloud.region,
        natIpAllocateOption: addresses === 0 ? "AUTO_ONLY" : "MANUAL_ONLY",
        sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
        minPortsPerVm,
        ...optional("logConfig", log === "none" ? undefined : { enable: true, filter: filters[log] }),
      },
    },
  };
}

function natAddressKeys(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `nat-${index + 1}`);
}

/** Kept addresses of the region: declared, of the NAT gateway, of machines and of load balancers. */
export function planAddressResources(planning: Planning, ofMachines: readonly string[]): readonly DesiredAddress[] {
  const { cloud, network, loadBalancers } = planning.environment;
  const address = (key: string, protect: boolean, what: string): DesiredAddress => ({
    key,
    protect,
    args: {
      name: planning.name([key], computeName),
      region: cloud.region,
      addressType: "EXTERNAL",
      description: what,
      labels: planning.labelsWith({}),
    },
  });
  const declared = network.addresses.filter(({ scope }) => scope === "regional");
  return [
    ...declared.map(({ name }) => address(name, planning.protects("addresses", name), "Kept address")),
    ...natAddressKeys(network.nat?.addresses ?? 0).map((key) =>
      address(key, planning.protects("network"), "NAT gateway"),
    ),
    ...ofMachines.map((key) => address(key, planning.protects("machines"), `Machine ${key}`)),
    ...loadBalancers.filter(keepsOwnAddress("regional")).map((balancer): DesiredAddress => {
      const { name } = balancer;
      const kept = address(name, planning.protects("loadBalancers", name), `Load balancer ${name}`);
      if (balancer.kind !== "internal") return kept;
      return { ...kept, subnet: balancer.subnet, args: { ...kept.args, addressType: "INTERNAL" } };
    }),
  ];
}

export function planGlobalAddresses(planning: Planning): readonly DesiredGlobalAddress[] {
  const { network, loadBalancers } = planning.environment;
  const address = (name: string, kind: "addresses" | "loadBalancers", what: string): DesiredGlobalAddress => ({
    key: name,
    protect: planning.protects(kind, name),
    args: {
      name: planning.name([name], computeName),
      addressType: "EXTERNAL",
      description: what,
      labels: planning.labelsWith({}),
    },
  });
  const declared = network.addresses.filter(({ scope }) => scope === "global");
  return [
    ...declared.map(({ name }) => address(name, "addresses", "Kept address")),
    ...loadBalancers
      .filter(keepsOwnAddress("global"))
      .map(({ name }) => address(name, "loadBalancers", `Load balancer ${name}`)),
  ];
}

function keepsOwnAddress(scope: "regional" | "global"): (balancer: LoadBalancer) => boolean {
  return (balancer) => balancer.address === undefined && balancerAddress(balancer).scope === scope;
}

export function planFirewall(planning: Planning): readonly DesiredFirewallRule[] {
  const declared = planning.environment.network.firewall.map((rule) => ({
    key: rule.name,
    protect: planning.protects("network"),
    args: firewallArgs(planning, rule),
  }));
  return [...declared, ...planTraffic(planning)];
}

function firewallArgs(planning: Planning, rule: FirewallRule): DesiredFirewallRule["args"] {
  const protocols = rule.protocols.map(({ protocol, ports }) => ({
    protocol,
    ...optional("ports", ports.length > 0 ? [...ports] : undefined),
  }));
  const ranges = [
    ...rule.ranges.map((cidr) => cidr.text),
    ...(rule.includesNetwork ? [planning.range("network")] : []),
  ];
  const some = <T>(items: readonly T[]) => (items.length > 0 ? [...items] : undefined);
  return {
    name: planning.name([rule.name], computeName),
    ...optional("description", rule.description),
    direction: rule.direction === "egress" ? "EGRESS" : "INGRESS",
    priority: rule.priority,
    ...(rule.action === "deny" ? { denies: protocols } : { allows: protocols }),
    ...optional(rule.direction === "egress" ? "destinationRanges" : "sourceRanges", some(ranges)),
    ...optional("sourceTags", some(rule.sourceTags)),
    ...optional("targetTags", some(rule.targetTags)),
    ...optional("logConfig", rule.log ? { metadata: "INCLUDE_ALL_METADATA" as const } : undefined),
  };
}

/** Both directions of every peering that this environment declares: only together do they carry traffic. */
export function planPeerings(planning: Planning): readonly DesiredPeering[] {
  const { name, network } = planning.environment;
  const protect = planning.protects("network");
  return network.peerings.flatMap((peer): readonly DesiredPeering[] => {
    const link: OutputReference = { environment: peer, path: ["network", "selfLink"] };
    const named = (from: string, to: string) => ({ name: planName([from, "to", to], computeName) });
    return [
      { key: `to-${peer}`, protect, args: named(name, peer), network: "self", peerNetwork: [link] },
      { key: `from-${peer}`, protect, args: named(peer, name), network: [link], peerNetwork: "self" },
    ];
  });
}

export function planDnsZones(planning: Planning): readonly DesiredDnsZone[] {
  return planning.environment.dnsZones.map(({ name, domain, visibility }) => ({
    key: name,
    protect: planning.protects("dns", name),
    args: {
      name: planning.name([name], computeName),
      dnsName: domain,
      description: `Environment ${planning.environment.name}`,
      visibility,
      labels: planning.labelsWith({}),
    },
  }));
}

export function planDnsRecords(planning: Planning): readonly DesiredDnsRecord[] {
  const { network, loadBalancers } = planning.environment;
  const known = new Map([
    ...network.addresses.map(({ name, scope }) => [name, { address: name, scope }] as const),
    ...loadBalancers.map((balancer) => {
      const { key, scope } = balancerAddress(balancer);
      return [balancer.name, { address: key, scope }] as const;
    }),
  ]);
  return planning.environment.dnsZones.flatMap((zone) =>
    zone.records.map((record) => ({
      key: `${zone.name}-${record.name === "@" ? "apex" : record.name}-${record.type.toLowerCase()}`,
      protect: planning.protects("dns", zone.name),
      zone: zone.name,
      args: {
        name: record.name === "@" ? zone.domain : `${record.name}.${zone.domain}`,
        type: record.type,
        ttl: record.ttlSeconds,
      },
      data: record.values.map((value) => {
        const address = addressName(formatText(value));
        return address === undefined ? value : (known.get(address) ?? { address, scope: "regional" });
      }),
    })),
  );
}
