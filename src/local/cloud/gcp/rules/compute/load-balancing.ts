import type { PropertyMap } from "../../../../../provider/index.ts";
import { computeLink, parseAddress, stableDigits, textOf } from "../../values/index.ts";
import { type Draft, RFC1035, type TypeRules, uses, type World } from "../type-rules.ts";
import { externalAddress, internalAddress } from "./allocation.ts";
import { subnetworkRange } from "./subnetwork.ts";

const HEALTH_CHECKS = uses(
  "compute/healthCheck:HealthCheck",
  "compute/regionHealthCheck:RegionHealthCheck",
  "compute/httpHealthCheck:HttpHealthCheck",
  "compute/httpsHealthCheck:HttpsHealthCheck",
);
const GROUPS = uses(
  "compute/instanceGroup:InstanceGroup",
  "compute/instanceGroupManager:InstanceGroupManager",
  "compute/regionInstanceGroupManager:RegionInstanceGroupManager",
  "compute/networkEndpointGroup:NetworkEndpointGroup",
  "compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup",
  "compute/globalNetworkEndpointGroup:GlobalNetworkEndpointGroup",
);
const BACKENDS = uses(
  "compute/backendService:BackendService",
  "compute/regionBackendService:RegionBackendService",
  "compute/backendBucket:BackendBucket",
);
const URL_MAPS = uses("compute/uRLMap:URLMap", "compute/regionUrlMap:RegionUrlMap");
const TARGETS = uses(
  "compute/targetHttpProxy:TargetHttpProxy",
  "compute/targetHttpsProxy:TargetHttpsProxy",
  "compute/targetTCPProxy:TargetTCPProxy",
  "compute/targetSSLProxy:TargetSSLProxy",
  "compute/targetGrpcProxy:TargetGrpcProxy",
  "compute/targetPool:TargetPool",
  "compute/targetInstance:TargetInstance",
  "compute/regionTargetHttpProxy:RegionTargetHttpProxy",
  "compute/regionTargetHttpsProxy:RegionTargetHttpsProxy",
  "compute/regionTargetTcpProxy:RegionTargetTcpProxy",
  "compute/serviceAttachment:ServiceAttachment",
  "compute/vPNGateway:VPNGateway",
);

export const healthCheck: TypeRules = {
  name: RFC1035,
  defaults: { checkIntervalSec: 5, timeoutSec: 5, healthyThreshold: 2, unhealthyThreshold: 2 },
  check: ({ checkIntervalSec = 5, timeoutSec = 5 }) =>
    Number(timeoutSec) > Number(checkIntervalSec)
      ? [{ property: "timeoutSec", reason: `must not be longer than checkIntervalSec (${String(checkIntervalSec)})` }]
      : [],
  complete: ({ properties }) => {
    const kind = Object.keys(properties).find((key) => /^\w+HealthCheck$/.test(key) && properties[key] !== undefined);
    return { type: kind?.replace("HealthCheck", "").toUpperCase() ?? "" };
  },
};

export const backendService: TypeRules = {
  name: RFC1035,
  references: { healthChecks: HEALTH_CHECKS, "backends[].group": GROUPS, network: uses("compute/network:Network") },
  replaceOn: ["loadBalancingScheme", "network"],
  updateInPlace: ["localityLbPolicy"],
  defaults: { protocol: "HTTP", sessionAffinity: "NONE", timeoutSec: 30, localityLbPolicy: undefined },
  complete: ({ id, properties }) => ({
    generatedId: Number(stableDigits(`${id} generatedId`, 15)),
    portName: textOf(properties["portName"]) ?? "http",
  }),
};

export const regionBackendService: TypeRules = {
  ...backendService,
  defaults: { protocol: "TCP", sessionAffinity: "NONE", timeoutSec: 30, localityLbPolicy: undefined },
};

export const urlMap: TypeRules = {
  name: RFC1035,
  references: {
    defaultService: BACKENDS,
    "pathMatchers[].defaultService": BACKENDS,
    "pathMatchers[].pathRules[].service": BACKENDS,
  },
  complete: ({ id }) => ({ mapId: Number(stableDigits(`${id} mapId`, 15)) }),
};

export const targetProxy: TypeRules = {
  name: RFC1035,
  references: {
    urlMap: URL_MAPS,
    "sslCertificates[]": uses(
      "compute/sSLCertificate:SSLCertificate",
      "compute/managedSslCertificate:ManagedSslCertificate",
      "compute/regionSslCertificate:RegionSslCertificate",
    ),
    sslPolicy: uses("compute/sSLPolicy:SSLPolicy", "compute/regionSslPolicy:RegionSslPolicy"),
  },
  complete: ({ id }) => ({ proxyId: Number(stableDigits(`${id} proxyId`, 15)) }),
};

/** What stays the same for life: all but labels, the target and who may reach it. */
const RULE_IDENTITY = [
  "description",
  "ipAddress",
  "ipProtocol",
  "ipVersion",
  "loadBalancingScheme",
  "network",
  "networkTier",
  "portRange",
  "ports",
  "allPorts",
  "subnetwork",
  "serviceLabel",
  "isMirroringCollector",
];

export const forwardingRule: TypeRules = {
  name: RFC1035,
  replaceOn: [...RULE_IDENTITY, "backendService"],
  references: {
    backendService: BACKENDS,
    target: TARGETS,
    network: uses("compute/network:Network"),
    subnetwork: uses("compute/subnetwork:Subnetwork"),
  },
  defaults: { loadBalancingScheme: "EXTERNAL" },
  complete: (draft, world) => completedRule(draft, world),
};

export const globalForwardingRule: TypeRules = {
  name: RFC1035,
  replaceOn: RULE_IDENTITY,
  references: {
    target: TARGETS,
    network: uses("compute/network:Network"),
    subnetwork: uses("compute/subnetwork:Subnetwork"),
  },
  defaults: { loadBalancingScheme: "EXTERNAL" },
  complete: (draft, world) => completedRule(draft, world),
};

function completedRule(draft: Draft, world: World): PropertyMap {
  const { id, properties } = draft;
  const internal = String(properties["loadBalancingScheme"]).startsWith("INTERNAL");
  return {
    forwardingRuleId: Number(stableDigits(`${id} forwardingRuleId`, 15)),
    baseForwardingRule: "",
    ipAddress: ruleAddress(draft, world, internal),
    ipProtocol: textOf(properties["ipProtocol"]) ?? "TCP",
    networkTier: textOf(properties["networkTier"]) ?? (internal ? "" : "PREMIUM"),
    ...(internal &&
      properties["network"] === undefined && {
        network: computeLink(`projects/${String(properties["project"])}/global/networks/default`),
      }),
  };
}

/** An address given as such stays; a link to a reserved one becomes that address. */
function ruleAddress(draft: Draft, world: World, internal: boolean): string {
  const given = textOf(draft.properties["ipAddress"]);
  if (given !== undefined && (parseAddress(given) !== undefined || given.includes(":"))) return given;
  const reserved =
    given === undefined
      ? undefined
      : (world.resolve(given, "gcp:compute/address:Address", draft) ??
        world.resolve(given, "gcp:compute/globalAddress:GlobalAddress", draft));
  const old = textOf(draft.previous?.properties["ipAddress"]);
  if (reserved !== undefined) return String(reserved.properties["address"]);
  if (old !== undefined) return old;
  const range = subnetworkRange(textOf(draft.properties["subnetwork"]), world, draft);
  return internal ? internalAddress(range, draft.id, world) : externalAddress(draft.id, world);
}
