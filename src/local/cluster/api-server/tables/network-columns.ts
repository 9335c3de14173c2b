import { at, type JsonObject, listOf, objectOf, stringOf, textOf } from "../../../../lib/index.ts";
import { ageColumn, type Column, nameColumn, text } from "./column.ts";
import { selectorText } from "./workload-columns.ts";

function balancerAddresses(object: JsonObject): string {
  return listOf(at(object, "status", "loadBalancer", "ingress"))
    .map((one) => stringOf(objectOf(one).ip) ?? stringOf(objectOf(one).hostname) ?? "")
    .filter((address) => address !== "")
    .join(",");
}

function externalAddresses(service: JsonObject): string {
  const { type, externalIPs, externalName } = objectOf(service.spec);
  if (type === "ExternalName") return stringOf(externalName) ?? "<none>";
  const own = listOf(externalIPs).map(textOf);
  if (type !== "LoadBalancer") return own.length === 0 ? "<none>" : own.join(",");
  const balancer = balancerAddresses(service);
  const all = [...(balancer === "" ? [] : [balancer]), ...own];
  return all.length === 0 ? "<pending>" : all.join(",");
}

function portsOf(service: JsonObject): string {
  const ports = listOf(at(service, "spec", "ports")).map((one) => {
    const { port, nodePort, protocol } = objectOf(one);
    return `${textOf(port)}${nodePort === undefined ? "" : `:${textOf(nodePort)}`}/${textOf(protocol)}`;
  });
  return ports.length === 0 ? "<none>" : ports.join(",");
}

function hostsOf(ingress: JsonObject): string {
  const hosts = listOf(at(ingress, "spec", "rules"))
    .map((rule) => stringOf(objectOf(rule).host) ?? "")
    .filter((host) => host !== "");
  return hosts.length === 0 ? "*" : hosts.join(",");
}

function addressesOf(endpoints: JsonObject): string {
  const all = listOf(endpoints.subsets).flatMap((subset) => {
    const ports = listOf(objectOf(subset).ports).map((port) => textOf(objectOf(port).port));
    return listOf(objectOf(subset).addresses).flatMap((address) => {
      const ip = textOf(objectOf(address).ip);
      return ports.length === 0 ? [ip] : ports.map((port) => `${ip}:${port}`);
    });
  });
  return shortened(all);
}

function shortened(all: readonly string[]): string {
  if (all.length === 0) return "<none>";
  return all.length <= 3 ? all.join(",") : `${all.slice(0, 3).join(",")} + ${all.length - 3} more...`;
}

/** Columns of what connects pods. */
export const networkColumns: Readonly<Record<string, readonly Column[]>> = {
  "/Service": [
    nameColumn,
    text("Type", (service) => at(service, "spec", "type")),
    text("Cluster-IP", (service) => at(service, "spec", "clusterIP")),
    text("External-IP", externalAddresses),
    text("Port(s)", portsOf),
    ageColumn,
    text("Selector", (service) => selectorText({ matchLabels: at(service, "spec", "selector") }), 1),
  ],
  "/Endpoints": [nameColumn, text("Endpoints", addressesOf), ageColumn],
  "discovery.k8s.io/EndpointSlice": [
    nameColumn,
    text("AddressType", (slice) => slice.addressType),
    text("Ports", (slice) => shortened(listOf(slice.ports).map((port) => textOf(objectOf(port).port ?? "*")))),
    text("Endpoints", (slice) =>
      shortened(listOf(slice.endpoints).flatMap((endpoint) => listOf(objectOf(endpoint).addresses).map(textOf))),
    ),
    ageColumn,
  ],
  "networking.k8s.io/Ingress": [
    nameColumn,
    text("Class", (ingress) => at(ingress, "spec", "ingressClassName")),
    text("Hosts", hostsOf),
    { name: "Address", type: "string", cell: balancerAddresses },
    text("Ports", (ingress) => (listOf(at(ingress, "spec", "tls")).length > 0 ? "80, 443" : "80")),
    ageColumn,
  ],
  "networking.k8s.io/IngressClass": [
    nameColumn,
    text("Controller", (one) => at(one, "spec", "controller")),
    text("Parameters", (one) => at(one, "spec", "parameters", "name")),
    ageColumn,
  ],
  "networking.k8s.io/NetworkPolicy": [
    nameColumn,
    text("Pod-Selector", (policy) => selectorText(at(policy, "spec", "podSelector"))),
    ageColumn,
  ],
};
