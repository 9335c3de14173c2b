import { formatReference, isProviderType } from "../../../../pulumi/index.ts";
import type { ResourceState, Snapshot } from "./snapshot.ts";

/** What contradicts itself in a snapshot, one sentence each; empty for a sound one. Finds what Pulumi's own check finds. */
export function problemsIn({ resources }: Snapshot): readonly string[] {
  const seen = new Set<string>();
  const alive = new Set<string>();
  const providers = new Set<string>();
  const all = new Set(resources.map(({ urn }) => urn));
  const problems: string[] = [];
  for (const [index, resource] of resources.entries()) {
    const { urn, type, id } = resource;
    if (typeof urn !== "string" || urn === "" || typeof type !== "string" || type === "") {
      problems.push(`resource ${index} has no ${urn === "" || typeof urn !== "string" ? "urn" : "type"}`);
      continue;
    }
    if (!resource.custom && id !== undefined && id !== "") problems.push(`${urn} is a component and has an id`);
    if (isProviderType(type)) providers.add(formatReference({ urn, id: id ?? "" }));
    if (resource.provider && !providers.has(resource.provider) && !resource.pendingReplacement)
      problems.push(`${urn} refers to the provider ${resource.provider}, which is not before it`);
    for (const [role, needed] of neededBy(resource)) {
      if (!seen.has(needed))
        problems.push(`${urn} has ${role} ${needed}, which ${all.has(needed) ? "comes after it" : "is missing"}`);
    }
    if (!resource.delete && alive.has(urn)) problems.push(`${urn} is there twice, and neither waits for its deletion`);
    if (!resource.delete) alive.add(urn);
    seen.add(urn);
  }
  return problems;
}

function neededBy(resource: ResourceState): readonly (readonly [role: string, urn: string])[] {
  const { parent, dependencies = [], propertyDependencies = {}, deletedWith, replaceWith = [] } = resource;
  return [
    ...(parent ? ([["the parent", parent]] as const) : []),
    ...dependencies.map((urn) => ["the dependency", urn] as const),
    ...Object.entries(propertyDependencies).flatMap(([key, urns]) =>
      (urns ?? []).map((urn) => [`for its property ${key} the dependency`, urn] as const),
    ),
    ...(deletedWith ? ([["deletedWith", deletedWith]] as const) : []),
    ...replaceWith.map((urn) => ["replaceWith", urn] as const),
  ];
}
