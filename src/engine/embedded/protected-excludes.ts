import { urnsNeededBy } from "./deployment/deletion/dependencies.ts";
import type { ResourceState } from "./state/snapshot.ts";

/** URNs of what is protected and of all that it needs, directly or through others: what a destroy of the rest leaves alone. */
export function protectedExcludes(resources: readonly ResourceState[]): readonly string[] {
  const kept = new Set(resources.filter(({ protect }) => protect).map(({ urn }) => urn));
  // What is needed stands before what needs it.
  for (const state of resources.toReversed())
    if (kept.has(state.urn)) for (const urn of urnsNeededBy(state)) kept.add(urn);
  return [...kept];
}
