import { isIP } from "node:net";
import { isObject, type JsonObject, listOf, numberOf, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { duplicate, forbiddenField, invalidValue, required, unsupported } from "./causes.ts";
import { labelFaults, namedFaults, nameFaults, qualifiedNameFaults } from "./names.ts";
import { addressFaults, blockFaults, portFaults, portNumberFaults, reachableAddressFaults } from "./values.ts";

const types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

/** What is wrong with a Service. */
export function serviceFaults(spec: JsonObject): readonly StatusCause[] {
  const type = stringOf(spec.type) ?? "";
  return [
    ...(types.includes(type) ? [] : [unsupported("spec.type", type, types)]),
    ...(type === "ExternalName" ? externalNameFaults(spec) : portsGivenFaults(spec)),
    ...portsFaults(spec, type),
    ...labelFaults("spec.selector", spec.selector),
    ...affinityFaults(spec),
    ...ownAddressFaults(spec, type),
    ...listOf(spec.externalIPs).flatMap((address, index) =>
      reachableAddressFaults(`spec.externalIPs[${index}]`, address),
    ),
    ...trafficFaults(spec, type),
    ...loadBalancerFaults(spec, type),
    ...familyFaults(spec, type),
  ];
}

function portsGivenFaults(spec: JsonObject): readonly StatusCause[] {
  return listOf(spec.ports).length === 0 && spec.clusterIP !== "None" ? [required("spec.ports")] : [];
}

function externalNameFaults(spec: JsonObject): readonly StatusCause[] {
  const name = (stringOf(spec.externalName) ?? "").replace(/\.$/, "");
  const given = listOf(spec.clusterIPs).length > 0 || (stringOf(spec.clusterIP) ?? "") !== "";
  return [
    ...(given ? [forbiddenField("spec.clusterIPs", "may not be set for ExternalName services")] : []),
    ...(name === "" ? [required("spec.externalName")] : nameFaults("spec.externalName", name, "subdomain")),
  ];
}

const protocols = ["SCTP", "TCP", "UDP"];

function portsFaults(spec: JsonObject, type: string): readonly StatusCause[] {
  const ports = objectsIn(spec.ports);
  const names = new Set<string>();
  const numbers = new Set<string>();
  const causes: StatusCause[] = [];
  for (const [index, port] of ports.entries()) {
    const field = `spec.ports[${index}]`;
    const name = stringOf(port.name) ?? "";
    if (ports.length > 1 && name === "") causes.push(required(`${field}.name`));
    if (name !== "") {
      causes.push(...nameFaults(`${field}.name`, name, "label"));
      if (names.has(name)) causes.push(duplicate(`${field}.name`, name));
    }
    names.add(name);
    causes.push(...portNumberFaults(`${field}.port`, port.port), ...portFaults(`${field}.targetPort`, port.targetPort));
    const protocol = stringOf(port.protocol) ?? "";
    if (!protocols.includes(protocol)) causes.push(unsupported(`${field}.protocol`, protocol, protocols));
    const application = stringOf(port.appProtocol) ?? "";
    if (application !== "") causes.push(...qualifiedNameFaults(`${field}.appProtocol`, application));
    if (type === "ClusterIP" && (numberOf(port.nodePort) ?? 0) !== 0) {
      causes.push(forbiddenField(`${field}.nodePort`, "may not be used when `type` is 'ClusterIP'"));
    }
    const number = `${String(port.port)}/${protocol}`;
    if (numbers.has(number)) causes.push(duplicate(field, { port: port.port, protocol }));
    numbers.add(number);
  }
  return causes;
}

const longestAffinity = 86_400;

function affinityFaults(spec: JsonObject): readonly StatusCause[] {
  const kinds = ["ClientIP", "None"];
  const affinity = stringOf(spec.sessionAffinity) ?? "";
  const field = "spec.sessionAffinityConfig.clientIP.timeoutSeconds";
  if (!kinds.includes(affinity)) return [unsupported("spec.sessionAffinity", affinity, kinds)];
  if (affinity === "None") return [];
  const seconds = numberOf(objectOf(objectOf(spec.sessionAffinityConfig).clientIP).timeoutSeconds);
  if (seconds === undefined) return [required(field)];
  return seconds > 0 && seconds <= longestAffinity
    ? []
    : [invalidValue(field, seconds, `must be greater than 0 and less than ${longestAffinity}`)];
}

function ownAddressFaults(spec: JsonObject, type: string): readonly StatusCause[] {
  if (type === "ExternalName") return [];
  const all = listOf(spec.clusterIPs);
  const first = stringOf(spec.clusterIP) ?? "";
  if (all.length > 0 && all[0] !== first) {
    return [invalidValue("spec.clusterIPs", all, "first value must match `clusterIP`")];
  }
  if (first === "None") {
    return type === "ClusterIP"
      ? []
      : [invalidValue("spec.clusterIPs[0]", first, `may not be set to 'None' for ${type} services`)];
  }
  return (all.length > 0 ? all : first === "" ? [] : [first]).flatMap((address, index) =>
    addressFaults(`spec.clusterIPs[${index}]`, address),
  );
}

function trafficFaults(spec: JsonObject, type: string): readonly StatusCause[] {
  const policies = ["Cluster", "Local"];
  const causes: StatusCause[] = [];
  const [outside, inside] = [stringOf(spec.externalTrafficPolicy), stringOf(spec.internalTrafficPolicy)];
  const reachable = type === "NodePort" || type === "LoadBalancer" || listOf(spec.externalIPs).length > 0;
  const field = "spec.externalTrafficPolicy";
  if (outside !== undefined && !reachable) {
    causes.push(invalidValue(field, outside, "may only be set for externally-accessible services"));
  } else if (outside !== undefined && !policies.includes(outside)) causes.push(unsupported(field, outside, policies));
  if (inside !== undefined && !policies.includes(inside)) {
    causes.push(unsupported("spec.internalTrafficPolicy", inside, policies));
  }
  const healthPort = numberOf(spec.healthCheckNodePort) ?? 0;
  if (healthPort !== 0 && (type !== "LoadBalancer" || outside !== "Local")) {
    const why = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    causes.push(invalidValue("spec.healthCheckNodePort", healthPort, why));
  }
  const distributions = ["PreferClose", "PreferSameZone", "PreferSameNode"];
  const distribution = stringOf(spec.trafficDistribution);
  if (distribution !== undefined && !distributions.includes(distribution)) {
    causes.push(unsupported("spec.trafficDistribution", distribution, distributions));
  }
  return causes;
}

function loadBalancerFaults(spec: JsonObject, type: string): readonly StatusCause[] {
  const ranges = listOf(spec.loadBalancerSourceRanges);
  const only = "may only be used when `type` is 'LoadBalancer'";
  if (type === "LoadBalancer") {
    const name = stringOf(spec.loadBalancerClass);
    return [
      // The server spells the field so.
      ...ranges.flatMap((range, index) =>
        blockFaults(`spec.LoadBalancerSourceRanges[${index}]`, (stringOf(range) ?? "").trim()),
      ),
      ...(name === undefined ? [] : qualifiedNameFaults("spec.loadBalancerClass", name)),
    ];
  }
  return [
    ...(ranges.length === 0 ? [] : [forbiddenField("spec.LoadBalancerSourceRanges", only)]),
    ...["allocateLoadBalancerNodePorts", "loadBalancerClass"]
      .filter((name) => spec[name] !== undefined)
      .map((name) => forbiddenField(`spec.${name}`, only)),
  ];
}

/** The cluster has addresses of IPv4 alone. */
function familyFaults(spec: JsonObject, type: string): readonly StatusCause[] {
  if (type === "ExternalName") return [];
  const families = ["IPv4", "IPv6"];
  const seen = new Set<string>();
  const headless = spec.clusterIP === "None" && !isObject(spec.selector);
  const causes = listOf(spec.ipFamilies).flatMap((one, index): readonly StatusCause[] => {
    const family = stringOf(one) ?? "";
    const field = `spec.ipFamilies[${index}]`;
    if (!families.includes(family)) return [unsupported(field, family, families)];
    if (seen.has(family)) return [duplicate(field, family)];
    seen.add(family);
    return family === "IPv6" && !headless ? [invalidValue(field, family, "not configured on this cluster")] : [];
  });
  const policies = ["PreferDualStack", "RequireDualStack", "SingleStack"];
  const policy = stringOf(spec.ipFamilyPolicy);
  if (policy !== undefined && !policies.includes(policy)) {
    causes.push(unsupported("spec.ipFamilyPolicy", policy, policies));
  } else if (policy === "RequireDualStack" && !headless) {
    const why = "this cluster is not configured for dual-stack services";
    causes.push(invalidValue("spec.ipFamilyPolicy", policy, why));
  }
  return causes;
}

/** What is wrong with the addresses behind a Service. */
export function endpointSliceFaults(_: JsonObject, slice: JsonObject): readonly StatusCause[] {
  const type = stringOf(slice.addressType) ?? "";
  const names = new Set<string>();
  return [
    ...objectsIn(slice.endpoints).flatMap((endpoint, index) => endpointFaults(endpoint, `endpoints[${index}]`, type)),
    ...objectsIn(slice.ports).flatMap((port, index): readonly StatusCause[] => {
      const field = `ports[${index}].name`;
      const name = stringOf(port.name) ?? "";
      const causes = name === "" ? [] : [...nameFaults(field, name, "label")];
      if (names.has(name)) causes.push(duplicate(field, name));
      names.add(name);
      return causes;
    }),
  ];
}

function endpointFaults(endpoint: JsonObject, path: string, type: string): readonly StatusCause[] {
  const addresses = listOf(endpoint.addresses);
  const causes: StatusCause[] =
    addresses.length === 0 ? [required(`${path}.addresses`, "must contain at least 1 address")] : [];
  for (const [index, address] of addresses.entries()) {
    const field = `${path}.addresses[${index}]`;
    if (type === "FQDN") causes.push(...namedFaults(field, address, "subdomain"));
    else if (type === "IPv4" || type === "IPv6") causes.push(...typedAddressFaults(address, path, field, type));
  }
  const hostname = stringOf(endpoint.hostname);
  return hostname === undefined ? causes : [...causes, ...nameFaults(`${path}.hostname`, hostname, "label")];
}

function typedAddressFaults(address: unknown, path: string, field: string, type: string): readonly StatusCause[] {
  const family = isIP(stringOf(address) ?? "");
  const wrong = reachableAddressFaults(field, address);
  if (family === 0 || `IPv${family}` === type) return wrong;
  // The server names the list here, not its item.
  return [...wrong, invalidValue(`${path}.addresses`, address, `must be an ${type} address`)];
}
