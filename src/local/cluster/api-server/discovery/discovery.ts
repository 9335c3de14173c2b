import { type Catalog, groupVersionOf, type ResourceType } from "../kinds/index.ts";
import type { DiscoveredResource } from "../schema/index.ts";

interface GroupVersion {
  readonly apiVersion: string;
  readonly version: string;
  readonly types: readonly ResourceType[];
}

export interface ApiGroup {
  /** Empty for the core group. */
  readonly name: string;
  /** Preferred first. */
  readonly versions: readonly GroupVersion[];
}

/** What is served, by group and version. */
export function apiGroups(catalog: Catalog): readonly ApiGroup[] {
  const groups = new Map<string, Map<string, ResourceType[]>>();
  for (const type of catalog.all()) {
    let versions = groups.get(type.group);
    if (versions === undefined) groups.set(type.group, (versions = new Map<string, ResourceType[]>()));
    const types = versions.get(type.version);
    if (types === undefined) versions.set(type.version, [type]);
    else types.push(type);
  }
  return [...groups].map(([name, versions]) => ({
    name,
    versions: [...versions]
      .map(([version, types]) => ({ apiVersion: name === "" ? version : `${name}/${version}`, version, types }))
      .toSorted((one, other) => compareVersions(other.version, one.version)),
  }));
}

/** `v2` before `v1` before `v1beta2` before `v1alpha1`; what is no such version comes last. */
export function compareVersions(one: string, other: string): number {
  const rank = (version: string): readonly number[] => {
    const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
    if (match === null) return [-1, 0, 0];
    const stage = match[2] === undefined ? 2 : match[2] === "beta" ? 1 : 0;
    return [stage, Number(match[1]), Number(match[3] ?? 0)];
  };
  const [left, right] = [rank(one), rank(other)];
  for (const [index, value] of left.entries()) {
    const difference = value - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return one < other ? 1 : -1;
}

export function apiVersions(address: string): object {
  return {
    kind: "APIVersions",
    versions: ["v1"],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: address }],
  };
}

export function apiGroupList(catalog: Catalog): object {
  const groups = apiGroups(catalog)
    .filter(({ name }) => name !== "")
    .map(describeGroup);
  return { kind: "APIGroupList", apiVersion: "v1", groups };
}

export function apiGroup(catalog: Catalog, name: string): object | undefined {
  const group = apiGroups(catalog).find((one) => one.name === name && name !== "");
  return group && { kind: "APIGroup", apiVersion: "v1", ...describeGroup(group) };
}

function describeGroup({ name, versions }: ApiGroup): object {
  const described = versions.map(({ apiVersion, version }) => ({ groupVersion: apiVersion, version }));
  return { name, versions: described, preferredVersion: described[0] };
}

export function apiResourceList(catalog: Catalog, apiVersion: string): object | undefined {
  const types = catalog.all().filter((type) => type.apiVersion === apiVersion);
  if (types.length === 0) return undefined;
  const resources = types.flatMap((type) => [
    {
      name: type.resource,
      singularName: type.singular,
      namespaced: type.namespaced,
      kind: type.kind,
      verbs: type.verbs,
      ...(type.shortNames.length === 0 ? {} : { shortNames: type.shortNames }),
      ...(type.categories.length === 0 ? {} : { categories: type.categories }),
    },
    ...type.subresources.values(),
  ]);
  return {
    kind: "APIResourceList",
    ...(apiVersion === "v1" ? {} : { apiVersion: "v1" }),
    groupVersion: apiVersion,
    resources,
  };
}

/** Everything of one prefix in one answer, as current clients ask for it. */
export function aggregatedDiscovery(catalog: Catalog, prefix: "api" | "apis", version: string): object {
  const groups = apiGroups(catalog).filter(({ name }) => (prefix === "api") === (name === ""));
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(({ name, versions }) => ({
      metadata: { ...(name === "" ? {} : { name }), creationTimestamp: null },
      versions: versions.map((one) => ({
        version: one.version,
        resources: one.types.map(describeType),
        freshness: "Current",
      })),
    })),
  };
}

function describeType(type: ResourceType): object {
  const subresources = [...type.subresources].map(([name, entry]) => ({
    subresource: name,
    responseKind: responseKind(type, entry),
    verbs: entry.verbs,
  }));
  return {
    resource: type.resource,
    responseKind: { group: type.group, version: type.version, kind: type.kind },
    scope: type.namespaced ? "Namespaced" : "Cluster",
    singularResource: type.singular,
    verbs: type.verbs,
    ...(type.shortNames.length === 0 ? {} : { shortNames: type.shortNames }),
    ...(type.categories.length === 0 ? {} : { categories: type.categories }),
    ...(subresources.length === 0 ? {} : { subresources }),
  };
}

function responseKind(type: ResourceType, entry: DiscoveredResource): object {
  const own = groupVersionOf(type.apiVersion);
  return { group: entry.group ?? own.group, version: entry.version ?? own.version, kind: entry.kind };
}
