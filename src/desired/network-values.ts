import type { Text } from "../environment/index.ts";
import type { Values } from "./values.ts";

/** For `gcp.compute.Network`. */
export type DesiredNetwork = Values<{
  name: string;
  description: string;
  autoCreateSubnetworks: boolean;
  routingMode: "REGIONAL" | "GLOBAL";
  mtu: number;
}> & {
  /** The block in which everything that is planned lies. Of no resource's arguments; shown and handed on. */
  readonly cidr: string;
};

/** For `gcp.compute.Subnetwork`; belongs to the network. */
export type DesiredSubnet = Values<{
  name: string;
  region: string;
  ipCidrRange: string;
  privateIpGoogleAccess: boolean;
  secondaryIpRanges: { rangeName: string; ipCidrRange: string }[];
  logConfig?: { aggregationInterval: string; flowSampling: number; metadata: string };
}>;

/** For `gcp.compute.Router`; belongs to the network. */
export type DesiredRouter = Values<{ name: string; region: string }>;

/** For `gcp.compute.RouterNat`; belongs to the router. */
export type DesiredNat = Values<{
  name: string;
  region: string;
  natIpAllocateOption: "AUTO_ONLY" | "MANUAL_ONLY";
  sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES";
  minPortsPerVm: number;
  logConfig?: { enable: boolean; filter: "ERRORS_ONLY" | "TRANSLATIONS_ONLY" | "ALL" };
}> & {
  /** Keys of {@link DesiredAddress} whose `selfLink`s are the gateway's `natIps`. */
  readonly addresses: readonly string[];
};

/** For `gcp.compute.Firewall`; belongs to the network. */
export type DesiredFirewallRule = Values<{
  name: string;
  description?: string;
  direction: "INGRESS" | "EGRESS";
  priority: number;
  allows?: { protocol: string; ports?: string[] }[];
  denies?: { protocol: string; ports?: string[] }[];
  sourceRanges?: string[];
  destinationRanges?: string[];
  sourceTags?: string[];
  targetTags?: string[];
  logConfig?: { metadata: "INCLUDE_ALL_METADATA" };
}>;

/** For `gcp.compute.Address`. */
export type DesiredAddress = Values<{
  name: string;
  region: string;
  addressType: "EXTERNAL" | "INTERNAL";
  description: string;
  labels: Record<string, string>;
}> & {
  /** Key of the subnet in which an internal one lies. */
  readonly subnet?: string;
};

/** For `gcp.compute.GlobalAddress`. */
export type DesiredGlobalAddress = Values<{
  name: string;
  addressType: "EXTERNAL";
  description: string;
  labels: Record<string, string>;
}>;

/** For `gcp.compute.NetworkPeering`. An environment that names a peer declares both directions. */
export type DesiredPeering = Values<{ name: string }> & {
  /** `self` is this environment's network; anything else is a link to the peer's. */
  readonly network: "self" | Text;
  readonly peerNetwork: "self" | Text;
};

/** For `gcp.dns.ManagedZone`. */
export type DesiredDnsZone = Values<{
  name: string;
  dnsName: string;
  description: string;
  visibility: "public" | "private";
  labels: Record<string, string>;
}>;

/** For `gcp.dns.RecordSet`. */
export type DesiredDnsRecord = Values<{ name: string; type: string; ttl: number }> & {
  /** Key of the {@link DesiredDnsZone}. */
  readonly zone: string;
  /** The `rrdatas`: text, or the address of that key. */
  readonly data: readonly (Text | { readonly address: string; readonly scope: "regional" | "global" })[];
};
