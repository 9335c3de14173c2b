import { takenFrom } from "../../change/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import type { CommitId, Repository } from "../../git/index.ts";
import { counted } from "../../lib/index.ts";
import { Attempts, decideReviewed, landingOf, tellFailures } from "../change-request/index.ts";
import { destroyEnvironments, type StandingResources } from "../refresh-and-destroy/index.ts";
import { arriving } from "../selection/index.ts";
import { actorOf, type CarryOut, endOfRun, notMergedInto, refused, short, withNotPosted } from "./command-run.ts";
import type { CommandEnd } from "./decide-commands.ts";

/**
 * Destroys an environment whose folder this change request has removed, was approved for, and that is not declared again.
 *
 * Protected resources keep the whole environment, as with `groundwork destroy`; more resources than the limit do as well.
 */
export async function destroyRemoved(on: CarryOut): Promise<CommandEnd> {
  const { command, comment, changeRequest, request, forge } = on;
  // No tag would destroy it later: what was removed is destroyed from the branch on which it was.
  const ports = arriving({ as: "change", branch: request.branch }, on.ports, forge);
  const { branch, requiredApprovals: required, mostDeletes } = request;
  const [name = ""] = command.environments;
  const notMerged = notMergedInto(changeRequest, branch);
  if (notMerged !== undefined || !changeRequest.merge) return refused(notMerged ?? "it was not merged");
  const { commit } = changeRequest.merge;
  const landing = await landingOf({ commit, branch, required }, forge, ports);
  // Where other environments of the change stand says nothing of the one that is gone.
  const decision = decideReviewed({ ...landing, standingAhead: [] });
  if (decision.kind === "refused") return refused(`${decision.because}. ${decision.remedy}`);
  if (decision.changeRequest.number !== changeRequest.number)
    return refused(`${short(commit)} came to ${branch} by change request ${decision.changeRequest.number}`);
  const { base, head } = landing.range;
  if (!(await declares(base, name, ports.git)) || (await declares(head, name, ports.git)))
    return refused(
      `change request ${changeRequest.number} did not remove environments/${name}: comment on the one that did`,
    );
  const [beyond] = await ports.reach.beyond([name]);
  if (beyond) return refused(`${name} takes commits ${takenFrom(beyond)}, and this came to ${branch}`);
  const standsStill = await notGoneByNow(name, on);
  if (standsStill) return standsStill;
  let kept: CommandEnd | undefined;
  const confirm = async (_: readonly string[], standing: StandingResources) => {
    kept = keptBy(name, (await standing()).get(name), mostDeletes);
    // The run may have waited for the environment, and the branch may have moved.
    kept ??= await notGoneByNow(name, on);
    return kept === undefined;
  };
  const inNameOf = { ...ports, actor: actorOf(comment, changeRequest) };
  const run = await destroyEnvironments({ environments: [name], confirm }, inNameOf);
  if (kept) return kept;
  const attempts = new Attempts();
  await tellFailures(run, forge, inNameOf, request.write.run, attempts);
  const why = run.environments.flatMap(({ layers }) => layers).find((layer) => layer.kind === "refused");
  const end = why ? refused(why.problem.message) : endOfRun(run, request);
  return withNotPosted(end.verdict === "done" ? { ...end, says: `${name} is destroyed` } : end, attempts.problems);
}

/**
 * Why an environment cannot be told to be gone from the branch, as the forge has it at this moment; `undefined` where it is.
 *
 * The checkout has to be of that commit, since what it declares decides what else depends on the environment.
 */
async function notGoneByNow(
  name: string,
  { request: { branch }, ports: { git }, forge: { branches } }: CarryOut,
): Promise<CommandEnd | undefined> {
  const tip = await branches?.read(`refs/heads/${branch}`);
  if (tip === undefined) return { verdict: "unknown", says: `the forge does not tell which commit ${branch} is at` };
  const checkedOut = await git.resolve("HEAD");
  if (checkedOut !== tip)
    return refused(`${branch} is at ${short(tip)} by now, and ${short(checkedOut)} is checked out: comment again`);
  return (await declares(tip, name, git)) ? refused(`environments/${name} is on ${branch} again`) : undefined;
}

/** Why the number of an environment's resources keeps it; `undefined` where it does not. */
function keptBy(name: string, count: number | undefined, mostDeletes: number): CommandEnd | undefined {
  if (count === undefined) return { verdict: "unknown", says: `how many resources ${name} has cannot be read` };
  if (count <= mostDeletes) return undefined;
  return refused(
    `${name} has ${counted(count, "resource")}, and at most ${mostDeletes} are deleted by a comment: run groundwork destroy --env ${name}`,
  );
}

async function declares(commit: CommitId, name: string, git: Repository): Promise<boolean> {
  return (await new DeclarationIndex(await git.treeOf(commit)).names()).includes(name);
}
