import { setTimeout as delay } from "node:timers/promises";
import { groupVersion, isRejected, type KubernetesApi, UnknownKind } from "../../kubernetes/client/index.ts";
import { isObject } from "../../lib/index.ts";
import type { DesiredObject } from "../build/index.ts";
import type { LiveCache } from "../live/index.ts";

/** How a kind is going to be served, by its definition in the same source. */
export interface DefinedKind {
  readonly namespaced: boolean;
  readonly versions: ReadonlySet<string>;
}

/** The kinds, as `group/kind`, that CustomResourceDefinitions among these objects define. */
export function definedKinds(wanted: readonly DesiredObject[]): ReadonlyMap<string, DefinedKind> {
  return new Map(
    wanted.flatMap(({ object: { apiVersion, kind, spec } }) => {
      const isDefinition = groupVersion(apiVersion).group === "apiextensions.k8s.io";
      if (!isDefinition || kind !== "CustomResourceDefinition" || !isObject(spec)) return [];
      const { names, group, scope, versions } = spec;
      if (!isObject(names) || !Array.isArray(versions)) return [];
      const served = versions.filter(isObject).filter((version) => version["served"] === true);
      const defined = { namespaced: scope === "Namespaced", versions: new Set(served.map(({ name }) => String(name))) };
      return [[`${String(group)}/${String(names["kind"])}`, defined] as const];
    }),
  );
}

/** What the source itself says of an object's kind. */
export function definitionOf(
  { object }: DesiredObject,
  kinds: ReadonlyMap<string, DefinedKind>,
): DefinedKind | undefined {
  const { group, version } = groupVersion(object.apiVersion);
  const defined = kinds.get(`${group}/${object.kind}`);
  return defined?.versions.has(version) === true ? defined : undefined;
}

/** Longest that a server is given between a definition's `Established` and serving its kind. */
const longest = 60_000;

/**
 * Waits until the server serves the kinds of these objects, in discovery and by their lists. An API server says that a
 * definition is established before it does either. Too long is no failure: the objects themselves fail then.
 */
export async function untilServed(
  objects: readonly DesiredObject[],
  api: KubernetesApi,
  live: LiveCache,
  { timeout, signal }: { readonly timeout: number; readonly signal: AbortSignal },
): Promise<void> {
  const kinds = new Map(
    objects.map(({ object: { apiVersion, kind } }) => [`${apiVersion} ${kind}`, { apiVersion, kind }]),
  );
  const deadline = performance.now() + Math.min(timeout, longest);
  for (let wait = 25; kinds.size > 0 && performance.now() < deadline; wait = Math.min(wait * 2, 500)) {
    api.forgetResources();
    for (const [key, { apiVersion, kind }] of kinds) if (await isServed(apiVersion, kind, api, live)) kinds.delete(key);
    if (kinds.size > 0) await delay(wait, undefined, { signal });
  }
}

async function isServed(apiVersion: string, kind: string, api: KubernetesApi, live: LiveCache): Promise<boolean> {
  try {
    await live.watch([await api.resourceOf(apiVersion, kind)]);
    return true;
  } catch (thrown) {
    if (thrown instanceof UnknownKind || isRejected(thrown, 404)) return false;
    throw thrown;
  }
}
