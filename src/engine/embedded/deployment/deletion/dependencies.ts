import { parseReference } from "../../../../pulumi/index.ts";
import type { ResourceState } from "../../stack/index.ts";
import type { ResourceHandle } from "../recording/resource-handle.ts";

/** URNs that have to exist before a resource can: parent, provider, and everything that it names. Without repetition. */
export function urnsNeededBy(state: ResourceState): ReadonlySet<string> {
  const needed = new Set<string>(state.dependencies ?? []);
  for (const urns of Object.values(state.propertyDependencies ?? {})) for (const urn of urns) needed.add(urn);
  if (state.parent) needed.add(state.parent);
  if (state.deletedWith) needed.add(state.deletedWith);
  for (const urn of state.replaceWith ?? []) needed.add(urn);
  if (state.provider) needed.add(parseReference(state.provider).urn);
  return needed;
}

/**
 * The resources among `all` that depend on `root`, directly or through others, in the order of `all`.
 *
 * `all` has to stand in dependency order, as a snapshot does: one pass finds everything. Children count only with
 * `withChildren`: a child has to go when its parent goes, but is not replaced because its parent is.
 */
export function dependentsOf(
  root: ResourceHandle,
  all: readonly ResourceHandle[],
  { withChildren, ignoring = new Set() }: { readonly withChildren: boolean; readonly ignoring?: ReadonlySet<string> },
): readonly ResourceHandle[] {
  const found = new Set<string>([root.urn]);
  const dependents: ResourceHandle[] = [];
  const start = all.indexOf(root);
  for (const candidate of all.slice(start + 1)) {
    if (ignoring.has(candidate.urn)) continue;
    const { state } = candidate;
    const depends =
      (state.dependencies ?? []).some((urn) => found.has(urn)) ||
      Object.values(state.propertyDependencies ?? {}).some((urns) => urns.some((urn) => found.has(urn))) ||
      (state.provider !== undefined && state.provider !== "" && found.has(parseReference(state.provider).urn)) ||
      (withChildren && state.parent !== undefined && found.has(state.parent)) ||
      (state.deletedWith !== undefined && found.has(state.deletedWith));
    if (!depends) continue;
    dependents.push(candidate);
    found.add(candidate.urn);
  }
  return dependents;
}
