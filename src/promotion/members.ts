import { matchesStars } from "../lib/index.ts";
import type { RawStage } from "./document.ts";
import type { FleetFacts } from "./fleet-facts.ts";

/** The environments that a stage names, by their names, profiles or labels. Sorted. */
export function membersOf(
  { environments = [], profiles = [], labels }: Pick<RawStage, "environments" | "profiles" | "labels">,
  fleet: FleetFacts,
): readonly string[] {
  const wanted = Object.entries(labels ?? {});
  return [...fleet]
    .filter(
      ([name, facts]) =>
        environments.some((pattern) => matchesStars(pattern, name)) ||
        profiles.some((profile) => facts.profiles.includes(profile)) ||
        (wanted.length > 0 && wanted.every(([key, value]) => facts.labels[key] === value)),
    )
    .map(([name]) => name)
    .toSorted();
}
