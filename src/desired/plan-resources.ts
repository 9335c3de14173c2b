import type { Environment } from "../environment/index.ts";

/** Files in TypeScript that create resources of an environment, and what holds for these where the files do not say otherwise. */
export interface DesiredResources {
  /** Paths from the root of the repository, in the order in which they run. */
  readonly files: readonly string[];
  /** Which may not be deleted: all of them, or those of these names. */
  readonly protect: true | readonly string[];
  /** Environments whose outputs they may read. Sorted. */
  readonly upstreams: readonly string[];
}

const prefix = "resources/";

export function planResources(
  { protection, dependsOn }: Environment,
  files: readonly string[],
): DesiredResources | undefined {
  if (files.length === 0) return undefined;
  const { everything, listed } = protection;
  const named = listed.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length));
  return {
    files,
    protect: everything || listed.includes("resources") ? true : named.toSorted(),
    upstreams: dependsOn,
  };
}
