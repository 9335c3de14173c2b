import { type ChangeRun, type CommitRange, isPlanned, type Refusal } from "../../change/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import { type CommitId, emptyTree } from "../../git/index.ts";
import type { FoundPlan } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { affectedEnvironments, reachedOf } from "../selection/index.ts";
import type { UpRequest } from "../up/index.ts";

/**
 * Environments that the change request showed or its commits touch. What an earlier merge left undone is that merge's: it was
 * not shown here, and does not keep this one from being brought up.
 *
 * @param range what the change request brought, its last commit the one that is brought up
 */
export async function environmentsOfChange(
  { environments, base }: Pick<UpRequest, "environments" | "base">,
  range: CommitRange,
  plans: ReadonlyMap<string, FoundPlan>,
  ports: FlowPorts,
): Promise<Pick<UpRequest, "environments" | "base">> {
  if (environments.length > 0 || base !== undefined) return { environments, ...(base !== undefined && { base }) };
  const affected = await affectedEnvironments(range, ports);
  const touched = affected.environments.map(({ name }) => name);
  const declared = await new DeclarationIndex(await ports.git.treeOf(range.head)).names();
  // A preview shows what a later tag brings up as well.
  const shown = await reachedOf(
    [...plans.keys()].filter((name) => declared.includes(name)),
    ports.reach,
    range.base,
  );
  const names = [...new Set([...shown, ...touched])].toSorted();
  // What the commits do not reach is said by the run, which then has nothing to do.
  if (names.length === 0) return { environments: [], base: affected.notReached ? range.base : range.head };
  return { environments: names, ...(range.base !== emptyTree && { base: range.base }) };
}

/** The run of a commit that is not brought up. */
export function refusedRun(commit: CommitId, refusal: Refusal, ports: Pick<FlowPorts, "engines">): ChangeRun {
  return { ...emptyRun(commit, ports), refusal };
}

/** The run of a commit of which nothing is brought up. */
export function emptyRun(commit: CommitId, { engines }: Pick<FlowPorts, "engines">): ChangeRun {
  return {
    verb: "up",
    commit,
    affected: { environments: [], total: 0, changedFiles: 0 },
    previews: [],
    environments: [],
    states: [],
    uncommitted: { paths: [] },
    local: engines.local,
    milliseconds: 0,
  };
}

/** Of layers whose steps bind. Which manifests an agent still has to apply depends on when it is asked. */
export function fewerSteps({ previews }: ChangeRun, plans: readonly FoundPlan[]): number {
  const planned = new Set(
    previews.flatMap(({ layers }) =>
      layers.filter(isPlanned).flatMap(({ steps }) => steps.map(({ op, urn }) => `${op} ${urn}`)),
    ),
  );
  // Of one whose preview failed nothing is known to be done.
  const ran = new Set(previews.flatMap(({ affected, layers }) => (layers.some(isPlanned) ? [affected.name] : [])));
  const shown = plans.filter(({ environment }) => ran.has(environment)).flatMap(({ layers }) => layers);
  const binding = shown.filter(({ manifests }) => manifests === undefined).flatMap(({ steps }) => steps);
  const keys = new Set(binding.map(({ op, urn }) => `${op} ${urn}`));
  return [...keys].filter((key) => !planned.has(key)).length;
}
