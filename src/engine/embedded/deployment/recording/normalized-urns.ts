import {
  formatReference,
  nameOfUrn,
  parseReference,
  partsOfUrn,
  qualifiedTypeOfUrn,
  stackType,
  typeOfUrn,
  urnOf,
} from "../../../../pulumi/index.ts";
import type { ResourceState, Snapshot } from "../../stack/index.ts";

/** The snapshot with every mention of a resource that was found under an alias changed to its name of now. */
export function withNormalizedUrns(snapshot: Snapshot): Snapshot {
  // At every save of nearly every stack that is the answer.
  if (snapshot.resources.every(({ aliases }) => aliases === undefined || aliases.length === 0)) return snapshot;
  const renamed = new Map<string, string>();
  const followed = new Set<string>();
  for (const { urn, aliases, parent } of snapshot.resources) {
    for (const alias of aliases ?? []) renamed.set(alias, urn);
    const newParent = parent === undefined ? undefined : renamed.get(parent);
    if (newParent === undefined || qualifiedTypeOfUrn(newParent) === stackType) continue;
    // A child that was not registered again, because it is left out or about to be deleted, follows its parent.
    followed.add(urn);
    renamed.set(urn, urnOf(partsOfUrn(urn), newParent, typeOfUrn(urn), nameOfUrn(urn)));
  }
  if (renamed.size === 0) return snapshot;
  return { ...snapshot, resources: snapshot.resources.map((resource) => withUrns(resource, renamed, followed)) };
}

function withUrns(
  state: ResourceState,
  renamed: ReadonlyMap<string, string>,
  followed: ReadonlySet<string>,
): ResourceState {
  const now = (urn: string) => renamed.get(urn) ?? urn;
  const { aliases: _found, ...others } = state;
  const provider = state.provider ? parseReference(state.provider) : undefined;
  return {
    ...others,
    urn: now(state.urn),
    ...(followed.has(state.urn) ? { formerUrns: [...(state.formerUrns ?? []), state.urn] } : {}),
    ...(state.parent === undefined ? {} : { parent: now(state.parent) }),
    ...(provider ? { provider: formatReference({ urn: now(provider.urn), id: provider.id }) } : {}),
    ...(state.dependencies ? { dependencies: state.dependencies.map(now) } : {}),
    ...(state.propertyDependencies
      ? {
          propertyDependencies: Object.fromEntries(
            Object.entries(state.propertyDependencies).map(([key, urns]) => [key, urns.map(now)]),
          ),
        }
      : {}),
    ...(state.deletedWith === undefined ? {} : { deletedWith: now(state.deletedWith) }),
    ...(state.replaceWith ? { replaceWith: state.replaceWith.map(now) } : {}),
  };
}
