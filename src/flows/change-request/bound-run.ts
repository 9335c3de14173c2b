import { type ChangeRun, isPlanned, type Refusal } from "../../change/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import type { CommitId } from "../../git/index.ts";
import type { FoundPlan } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { affectedEnvironments, firstParent } from "../selection/index.ts";
import type { UpRequest } from "../up/index.ts";

/**
 * Environments that the change request showed or the merge touches. What an earlier merge left undone is that merge's: it was
 * not shown here, and does not keep this one from being brought up.
 */
export async function environmentsOfChange(
  { environments, base }: Pick<UpRequest, "environments" | "base">,
  commit: CommitId,
  plans: ReadonlyMap<string, FoundPlan>,
  ports: FlowPorts,
): Promise<Pick<UpRequest, "environments" | "base">> {
  if (environments.length > 0 || base !== undefined) return { environments, ...(base !== undefined && { base }) };
  const range = { base: await firstParent(commit, ports.git), head: commit };
  const touched = (await affectedEnvironments(range, ports)).environments.map(({ name }) => name);
  const declared = await new DeclarationIndex(await ports.git.treeOf(commit)).names();
  const shown = [...plans.keys()].filter((name) => declared.includes(name));
  const names = [...new Set([...shown, ...touched])].toSorted();
  return names.length > 0 ? { environments: names } : { environments: [], base: commit };
}

/** The run of a commit that is not brought up. */
export function refusedRun(commit: CommitId, refusal: Refusal, { engines }: Pick<FlowPorts, "engines">): ChangeRun {
  return {
    verb: "up",
    commit,
    affected: { environments: [], total: 0, changedFiles: 0 },
    previews: [],
    refusal,
    environments: [],
    states: [],
    uncommitted: { paths: [] },
    local: engines.local,
    milliseconds: 0,
  };
}

/** Of layers whose steps bind. Which manifests an agent still has to apply depends on when it is asked. */
export function fewerSteps({ previews }: ChangeRun, plans: ReadonlyMap<string, FoundPlan>): number {
  const planned = new Set(
    previews.flatMap(({ layers }) =>
      layers.filter(isPlanned).flatMap(({ steps }) => steps.map(({ op, urn }) => `${op} ${urn}`)),
    ),
  );
  const ran = new Set(previews.map(({ affected }) => affected.name));
  const shown = [...plans.values()].filter(({ environment }) => ran.has(environment)).flatMap(({ layers }) => layers);
  const binding = shown.filter(({ manifests }) => manifests === undefined).flatMap(({ steps }) => steps);
  return binding.filter(({ op, urn }) => !planned.has(`${op} ${urn}`)).length;
}
