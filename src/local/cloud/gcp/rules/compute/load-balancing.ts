import type { CheckFailure, PropertyMap } from "../../../../../provider/index.ts";
import { computeLink, parseAddress, sameLink, stableDigits, textOf } from "../../values/index.ts";
import { InvalidRequest } from "../errors.ts";
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
  references: {
    healthChecks: HEALTH_CHECKS,
    "backends[].group": GROUPS,
    network: uses("compute/network:Network"),
    securityPolicy: uses("compute/securityPolicy:SecurityPolicy", "compute/regionSecurityPolicy:RegionSecurityPolicy"),
  },
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
  check: (inputs) => capacityFailures(inputs),
  defaults: { protocol: "TCP", sessionAffinity: "NONE", timeoutSec: 30, localityLbPolicy: undefined },
};

/** The provider refuses a backend service of proxies that none of its backends has room for, and a capacity where packets only pass. */
function capacityFailures({ loadBalancingScheme, backends }: PropertyMap): CheckFailure[] {
  if (typeof loadBalancingScheme !== "string" || !Array.isArray(backends) || backends.length === 0) return [];
  const capacities = (backends as readonly (PropertyMap | null)[]).map((backend) => backend?.["capacityScaler"]);
  const given = capacities.findIndex((capacity) => capacity !== undefined && capacity !== null && capacity !== 0);
  if (loadBalancingScheme.endsWith("_MANAGED") && capacities.every((each) => each === undefined || each === 0)) {
    return [{ property: "backends", reason: "must have a capacityScaler above 0 in at least one of them" }];
  }
  return loadBalancingScheme === "INTERNAL" && given >= 0
    ? [{ property: `backends[${given}].capacityScaler`, reason: "is not for loadBalancingScheme INTERNAL" }]
    : [];
}

export const urlMap: TypeRules = {
  name: RFC1035,
  references: {
    defaultService: BACKENDS,
    "pathMatchers[].defaultService": BACKENDS,
    "pathMatchers[].pathRules[].service": BACKENDS,
  },
  check: (inputs) => hostFailures(inputs),
  complete: ({ id }) => ({ mapId: Number(stableDigits(`${id} mapId`, 15)) }),
};

interface HostRule {
  readonly hosts?: unknown;
  readonly pathMatcher?: unknown;
}

/** Every host is in one rule, and every rule names a path matcher of the same map. */
function hostFailures({ hostRules, pathMatchers }: PropertyMap): CheckFailure[] {
  if (!Array.isArray(hostRules)) return [];
  const matchers = (Array.isArray(pathMatchers) ? pathMatchers : []).map(
    (each: { readonly name?: unknown }) => each.name,
  );
  const hosts = new Set<unknown>();
  return (hostRules as readonly HostRule[]).flatMap((rule, index) => {
    const at = `hostRules[${index}]`;
    const own = (Array.isArray(rule.hosts) ? rule.hosts : []).filter((host) => typeof host === "string");
    const taken = own.find((host) => hosts.has(host));
    for (const host of own) hosts.add(host);
    const isUnknown = typeof rule.pathMatcher !== "string" || matchers.some((name) => typeof name !== "string");
    return [
      ...(taken === undefined ? [] : [{ property: `${at}.hosts`, reason: `${taken} is in another host rule` }]),
      ...(isUnknown || matchers.includes(rule.pathMatcher)
        ? []
        : [{ property: `${at}.pathMatcher`, reason: `names ${rule.pathMatcher}, which is no path matcher` }]),
    ];
  });
}

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
  admit: (draft, world) => needProxySubnet(draft, world),
  complete: (draft, world) => completedRule(draft, world),
};

/** Proxies of a regional load balancer have their addresses in a subnetwork of their own. */
function needProxySubnet({ id, properties }: Draft, world: World): void {
  if (!/^(EXTERNAL|INTERNAL)_MANAGED$/.test(String(properties["loadBalancingScheme"]))) return;
  const network = textOf(properties["network"]);
  const found = world
    .ofType("gcp:compute/subnetwork:Subnetwork")
    .some(
      ({ properties: subnet }) =>
        subnet["purpose"] === "REGIONAL_MANAGED_PROXY" &&
        subnet["role"] === "ACTIVE" &&
        subnet["region"] === properties["region"] &&
        (network === undefined || sameLink(String(subnet["network"]), network)),
    );
  if (found) return;
  const reason = "needs an active subnetwork with purpose REGIONAL_MANAGED_PROXY in its region and network.";
  throw new InvalidRequest({ id, property: "network", reason });
}

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
