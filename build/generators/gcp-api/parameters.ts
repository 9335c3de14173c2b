// The parameters of calls' addresses and queries, by the names that properties have for them.
import { type DiscoveryMethod, flatPathOf } from "./discovery.ts";
import type { ApiResource } from "./find-resource.ts";
import { bare } from "./words.ts";

export interface CallParameter {
  readonly name: string;
  readonly pattern: string | undefined;
}

/** What stands in the address or the query of the calls that make, read and change a resource. */
export function parametersOf({ create, collection }: ApiResource): Map<string, CallParameter> {
  const item =
    collection.methods["get"] ??
    collection.methods["patch"] ??
    collection.methods["update"] ??
    collection.methods["delete"];
  const parameters = new Map<string, CallParameter>();
  for (const method of item === undefined ? [create] : [create, item]) {
    for (const [name, { pattern }] of Object.entries(method.parameters ?? {})) add(name, name, ownPattern(pattern));
    for (const [kind, name, pattern] of partsOf(method)) {
      const singular = kind
        .replace(/ies$/, "y")
        .replace(/(s|x|ch|sh)es$/, "$1")
        .replace(/s$/, "");
      for (const each of [singular, `${singular}Id`, `${singular}Name`, name]) add(each, singular, pattern);
    }
  }
  // Pulumi says region or zone where the address says location.
  const place = parameters.get("location");
  if (place !== undefined) for (const each of ["region", "zone"]) add(each, place.name, place.pattern);
  // The last part of the address of the resource is its name.
  const own = item === undefined ? undefined : partsOf(item).at(-1);
  if (own !== undefined) for (const each of ["name", `${own[1]}Id`]) add(each, own[1], own[2]);
  return parameters;

  function add(alias: string, name: string, pattern: string | undefined): void {
    if (!parameters.has(bare(alias))) parameters.set(bare(alias), { name, pattern });
  }
}

/** `projects/{projectsId}/zones/{zone}` as pairs of what the part is and its parameter. */
function partsOf(method: DiscoveryMethod): [kind: string, name: string, pattern: string | undefined][] {
  return [...flatPathOf(method).matchAll(/(\w+)\/\{(\w+)\}/g)].map(([, kind = "", name = ""]) => [
    kind,
    name,
    ownPattern(method.parameters?.[name]?.pattern),
  ]);
}

/** The pattern of a whole address says nothing about one part of it. */
function ownPattern(pattern: string | undefined): string | undefined {
  return pattern?.includes("/") ? undefined : pattern;
}
