import type { Environment } from "./environment.ts";

/**
 * Paths of the outputs that an environment's stack has, which others refer to as `${environments.<name>.outputs.<path>}`.
 *
 * The program exports all of these. A list among them is joined with commas where text refers to it.
 */
export function outputPaths(environment: Environment): readonly string[] {
  const { network } = environment;
  const each = (kind: string, names: readonly string[], fields: readonly string[]) =>
    names.flatMap((name) => fields.map((field) => `${kind}.${name}.${field}`));
  const machines = environment.machines
    .filter(({ managed }) => !managed)
    .flatMap(({ name, count }) => machineKeys(name, count));
  const managed = environment.machines.filter(({ managed }) => managed);
  return [
    "environment",
    "project",
    "region",
    "network.name",
    "network.selfLink",
    "network.cidr",
    ...each("subnets", namesOf(network.subnets), ["name", "selfLink", "cidr"]),
    ...namesOf(network.addresses).map((name) => `addresses.${name}`),
    ...each("machines", machines, ["name", "zone", "internalIp", "externalIp"]),
    ...each("managedGroups", namesOf(managed), ["name", "instanceGroup"]),
    ...namesOf(environment.serviceAccounts).map((name) => `serviceAccounts.${name}`),
    ...each("buckets", namesOf(environment.buckets), ["name", "url"]),
    ...each("databases", namesOf(environment.databases), ["name", "connectionName"]),
    ...each("dnsZones", namesOf(environment.dnsZones), ["dnsName", "nameServers"]),
    ...environment.loadBalancers.filter(({ address }) => address === undefined).map(({ name }) => `addresses.${name}`),
    ...environment.loadBalancers.flatMap(({ name, kind }) =>
      ["address", "backends", ...(kind === "internal" ? [] : ["url"])].map((field) => `loadBalancers.${name}.${field}`),
    ),
    ...namesOf(environment.secrets).map((name) => `secrets.${name}`),
    ...environment.topics.flatMap(({ name, subscriptions }) => [
      ...["name", "id"].map((field) => `topics.${name}.${field}`),
      ...namesOf(subscriptions).map((subscription) => `topics.${name}.subscriptions.${subscription}`),
    ]),
    ...each("runServices", namesOf(environment.runServices), ["name", "uri"]),
    ...namesOf(environment.runJobs).map((name) => `runJobs.${name}`),
    ...each("caches", namesOf(environment.caches), ["name", "host", "port"]),
    ...namesOf(environment.documentDatabases).map((name) => `documentDatabases.${name}`),
    ...each("artifactRepositories", namesOf(environment.artifactRepositories), ["name", "uri"]),
    ...namesOf(environment.customRoles).map((name) => `customRoles.${name}`),
    ...environment.keyRings.flatMap(({ name, keys }) => [
      `keyRings.${name}.id`,
      ...namesOf(keys).map((key) => `keyRings.${name}.keys.${key}`),
    ]),
    ...each("logSinks", namesOf(environment.logSinks), ["name", "writerIdentity"]),
  ];
}

/** Machines of a group are numbered from 1: `web-1`, `web-2`. */
export function machineKeys(group: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${group}-${index + 1}`);
}

function namesOf(items: readonly { readonly name: string }[]): readonly string[] {
  return items.map(({ name }) => name);
}
