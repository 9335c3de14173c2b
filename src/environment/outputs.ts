import type { Environment } from "./environment.ts";

/**
 * Paths of the outputs that an environment's stack has, which others refer to as `${environments.<name>.outputs.<path>}`.
 *
 * The program exports exactly these. A list among them is joined with commas where text refers to it.
 */
export function outputPaths(environment: Environment): readonly string[] {
  const each = (kind: string, items: readonly { readonly name: string }[], fields: readonly string[]) =>
    items.flatMap(({ name }) => fields.map((field) => `${kind}.${name}.${field}`));
  const { network } = environment;
  return [
    "environment",
    "project",
    "region",
    ...["name", "id", "selfLink", "cidr"].map((field) => `network.${field}`),
    ...each("subnets", network.subnets, ["name", "id", "selfLink", "cidr"]),
    ...network.addresses.map(({ name }) => `addresses.${name}`),
    ...each("machines", environment.machines, ["internalAddresses", "externalAddresses"]),
    ...each("clusters", environment.clusters, ["name", "location", "endpoint"]),
    ...each("serviceAccounts", environment.serviceAccounts, ["email"]),
    ...each("buckets", environment.buckets, ["name", "url"]),
    ...each("databases", environment.databases, ["name", "connectionName", "address"]),
    ...each("dnsZones", environment.dnsZones, ["domain", "nameServers"]),
    ...each("secrets", environment.secrets, ["id"]),
  ];
}
