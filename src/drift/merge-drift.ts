import type { StateLookedAt } from "../change/index.ts";
import type { EnvironmentDrift, FleetDrift } from "./drift.ts";

/** What one job of a CI has compared, and the file that says so. */
export interface DriftPart {
  readonly file: string;
  readonly drift: FleetDrift;
}

/** What the parts are to be about. */
export interface WholeFleet {
  readonly commit: string;
  /** Names of all environments that the commit declares. */
  readonly environments: readonly string[];
}

/** The parts as one comparison, or why they are none. */
export type MergedDrift =
  | { readonly kind: "merged"; readonly drift: FleetDrift }
  | { readonly kind: "refused"; readonly problems: readonly string[] };

/**
 * Merges what several jobs have compared. An environment that no part has is unknown: its job failed, was skipped or lost its file.
 * Parts of another commit, and environments in two parts, are refused by name.
 */
export function mergeDrift(parts: readonly DriftPart[], { commit, environments }: WholeFleet): MergedDrift {
  const found = new Map<string, { readonly file: string; readonly drift: EnvironmentDrift }>();
  const problems = parts.flatMap(({ file, drift }) =>
    drift.commit === commit
      ? []
      : [`${file} is about the commit ${drift.commit.slice(0, 12)}, and ${commit.slice(0, 12)} is checked out`],
  );
  for (const { file, drift } of parts)
    for (const each of drift.environments) {
      const other = found.get(each.environment);
      if (other) problems.push(`${each.environment} is in ${other.file} and in ${file}`);
      else found.set(each.environment, { file, drift: each });
    }
  for (const [name, { file }] of found)
    if (!environments.includes(name)) problems.push(`${file} has ${name}, which the commit does not declare`);
  const [first] = parts;
  if (!first) problems.push("there is no part");
  if (!first || problems.length > 0) return { kind: "refused", problems };
  return {
    kind: "merged",
    drift: {
      commit,
      at:
        parts
          .map(({ drift }) => drift.at)
          .toSorted()
          .at(-1) ?? first.drift.at,
      local: parts.some(({ drift }) => drift.local),
      states: statesOf(parts),
      environments: environments.map((name) => found.get(name)?.drift ?? missing(name)),
    },
  };
}

function missing(environment: string): EnvironmentDrift {
  const message = "no part has it: the job that was to compare it failed, was skipped or lost its file";
  return { environment, problem: { code: "part-missing", kind: "unknown", message, details: [] }, layers: [] };
}

function statesOf(parts: readonly DriftPart[]): readonly StateLookedAt[] {
  const byPlace = new Map(parts.flatMap(({ drift }) => drift.states.map((state) => [state.location, state] as const)));
  return [...byPlace.values()];
}
