import type { OperationOptions } from "../../engine.ts";
import { urnsNeededBy } from "../deployment/index.ts";
import type { ResourceState, Snapshot } from "../stack/index.ts";

/** The options with protected resources among the excludes, when they ask for it. */
export function withProtectedExcludes(options: OperationOptions, { resources }: Snapshot): OperationOptions {
  if (!options.excludeProtected) return options;
  return { ...options, excludes: [...(options.excludes ?? []), ...protectedExcludes(resources)] };
}

/** URNs of protected resources and of all that they need, directly or through others: a destroy of the rest leaves them. */
function protectedExcludes(resources: readonly ResourceState[]): readonly string[] {
  const kept = new Set(resources.filter(({ protect }) => protect).map(({ urn }) => urn));
  // A snapshot has resources after the ones that they need.
  for (const state of resources.toReversed())
    if (kept.has(state.urn)) for (const urn of urnsNeededBy(state)) kept.add(urn);
  return [...kept];
}
