import { stableDigits, textOf } from "../../values/index.ts";
import { InvalidRequest } from "../errors.ts";
import { mentions, RFC1035, type TypeRules, uses } from "../type-rules.ts";
import { overlappingPeers } from "./subnet-ranges.ts";

export const network: TypeRules = {
  name: RFC1035,
  replaceOn: ["description", "autoCreateSubnetworks", "mtu", "internalIpv6Range", "networkProfile"],
  defaults: {
    autoCreateSubnetworks: true,
    routingMode: "REGIONAL",
    bgpBestPathSelectionMode: "LEGACY",
    mtu: 1460,
  },
  check: ({ mtu }) =>
    typeof mtu === "number" && (mtu < 1300 || mtu > 8896)
      ? [{ property: "mtu", reason: `must lie between 1300 and 8896; it is ${mtu}` }]
      : [],
  complete: ({ id }) => {
    const networkId = stableDigits(`${id} networkId`, 19);
    return { networkId, numericId: networkId, gatewayIpv4: "" };
  },
};

export const route: TypeRules = {
  name: RFC1035,
  replaceOn: ["*"],
  references: { network: uses("compute/network:Network") },
  complete: ({ properties }) => ({ nextHopNetwork: properties["network"], routeType: "STATIC", routeStatus: "ACTIVE" }),
};

export const networkPeering: TypeRules = {
  name: RFC1035,
  replaceOn: ["name", "network", "peerNetwork"],
  references: { network: uses("compute/network:Network"), peerNetwork: uses("compute/network:Network") },
  idOf: ({ properties }) => {
    const name = textOf(properties["name"]) ?? "";
    const network = textOf(properties["network"]) ?? "";
    return `${network.slice(network.lastIndexOf("/") + 1)}/${name}`;
  },
  admit: (draft, world) => {
    const clash = overlappingPeers(textOf(draft.properties["network"]), textOf(draft.properties["peerNetwork"]), world);
    if (clash === undefined) return;
    throw new InvalidRequest({
      id: draft.id,
      property: "peerNetwork",
      reason: `cannot be peered: ${clash[0]} and ${clash[1]} overlap.`,
    });
  },
  complete: () => ({ state: "ACTIVE", stateDetails: "[local] Connected." }),
};

export const router: TypeRules = {
  name: RFC1035,
  references: { network: uses("compute/network:Network") },
  replaceOn: ["network", "encryptedInterconnectRouter"],
};

export const routerNat: TypeRules = {
  name: RFC1035,
  references: {
    router: { types: ["gcp:compute/router:Router"], onDelete: "cascade", asLink: false },
    "natIps[]": uses("compute/address:Address"),
    "subnetworks[].name": uses("compute/subnetwork:Subnetwork"),
  },
  defaults: {
    enableEndpointIndependentMapping: false,
    enableDynamicPortAllocation: false,
    icmpIdleTimeoutSec: 30,
    tcpEstablishedIdleTimeoutSec: 1200,
    tcpTransitoryIdleTimeoutSec: 30,
    tcpTimeWaitTimeoutSec: 120,
    udpIdleTimeoutSec: 30,
  },
  check: ({ natIpAllocateOption, natIps, sourceSubnetworkIpRangesToNat, subnetworks }) => [
    ...(natIpAllocateOption === "AUTO_ONLY" && Array.isArray(natIps) && natIps.length > 0
      ? [{ property: "natIps", reason: "must be empty when natIpAllocateOption is AUTO_ONLY" }]
      : []),
    ...(sourceSubnetworkIpRangesToNat === "ALL_SUBNETWORKS_ALL_IP_RANGES" && Array.isArray(subnetworks)
      ? [{ property: "subnetworks", reason: "needs sourceSubnetworkIpRangesToNat LIST_OF_SUBNETWORKS" }]
      : []),
  ],
};

/** A range of service producers' addresses, reserved for private services access. */
export const serviceConnection: TypeRules = {
  references: {
    network: uses("compute/network:Network"),
    "reservedPeeringRanges[]": mentions("compute/globalAddress:GlobalAddress"),
  },
  idOf: ({ properties }) => `${textOf(properties["network"]) ?? ""}:${textOf(properties["service"]) ?? ""}`,
  complete: ({ properties }) => ({ peering: (textOf(properties["service"]) ?? "").replaceAll(".", "-") }),
};
