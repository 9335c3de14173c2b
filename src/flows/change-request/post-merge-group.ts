import {
  type BindingPlan,
  type ChangePreview,
  type ManifestFiles,
  type Posting,
  type Problem,
  problemOf,
  resourceNameOf,
  type Unshown,
  unshownOfSeveral,
} from "../../change/index.ts";
import type { BoardLimits, ChangeRequest, Forge } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import { MergeGroupNotShown } from "../errors.ts";
import { standingManifests } from "../preview/index.ts";
import { approvedPlans } from "./approved-plans.ts";
import { Attempts } from "./attempts.ts";
import { checkOf, failedCheck } from "./check-of-preview.ts";
import { commentRefusal, takeBackRefusal } from "./group-comment.ts";
import { type Landed, landedSince, requestsOfGroup } from "./merge-group.ts";
import { setCheck } from "./posting.ts";
import type { PartsToPost } from "./preview-change-request.ts";
import { previewCheck } from "./preview-check.ts";
import { type PartsPorts, previewOfParts } from "./preview-of-parts.ts";
import type { ChangeRequestPreview, PreviewWriter } from "./preview-request.ts";

/** Lines of the list in the error. The jobs that made the parts print all of it. */
const listedLines = 40;

/**
 * Sets the check of a commit that a merge queue tests: it succeeds where merging the group does at most what its change requests showed.
 * What merges that are not brought up yet showed counts, too, since it would happen with the group.
 *
 * The preview is not recorded: no person approves it, and `up` holds each change request to its own. At most two requests write. A comment
 * about an earlier commit of the newest change request is taken back where this one succeeds.
 *
 * @throws {MergeGroupNotShown} with what would happen beyond that. It stands on the change request that the commit adds, too.
 * @throws {MergeGroupUnknown} {@link ForgeLacksPort}, and as {@link previewOfParts}. The check says so, as far as it can be set.
 */
export async function postMergeGroup(
  request: Omit<PartsToPost, "number">,
  ports: PartsPorts,
  forge: Forge,
): Promise<ChangeRequestPreview> {
  const { head, branch, write, onNotPosted } = request;
  const attempts = new Attempts();
  const commit = await ports.git.resolve(head);
  const check = previewCheck(branch, branch);
  const on = { attempts, on: undefined };
  return await attempts.postingFailure(
    async () => {
      const group = await requestsOfGroup(commit, branch, forge, ports.git);
      const { preview } = await previewOfParts({ ...request, head: commit, isQueued: true }, ports);
      const result = checkOf(preview, write, true);
      if (result.state === "success")
        await requireShown(preview, { commit, branch, group, write, attempts }, ports, forge);
      await setCheck(forge, check, commit, result, on);
      const last = group.at(-1);
      if (last && result.state === "success")
        await takeBackRefusal({ kind: "passed", commit }, last, forge, write, attempts);
      return { preview, posting: postingOf(group, attempts) };
    },
    async (problem) => {
      const { state, description } = failedCheck(problem, write);
      const isVerdict = problem.code === "merge-group-not-shown";
      await setCheck(forge, check, commit, { state: isVerdict ? "failure" : state, description }, on);
    },
    onNotPosted,
  );
}

function postingOf(group: readonly ChangeRequest[], { problems }: Attempts): Posting {
  const last = group.at(-1);
  return { ...(last && { changeRequest: { number: last.number, url: last.url } }), problems };
}

interface Group {
  readonly commit: CommitId;
  readonly branch: string;
  readonly group: readonly ChangeRequest[];
  readonly write: PreviewWriter;
  readonly attempts: Attempts;
}

async function requireShown(
  preview: ChangePreview,
  { commit, branch, group, write, attempts }: Group,
  ports: PartsPorts,
  forge: Forge,
): Promise<void> {
  const applied = await appliedManifests(preview, ports);
  const plans = await plansOf(group, ports);
  const unshown = unshownOfSeveral(preview.environments, plans, applied);
  if (unshown.length === 0) return;
  // Read only where it matters: each commit on the way is a question to the forge.
  const environments = unshown.map(({ environment }) => environment);
  const landed = await landedSince({ commit, branch, preview, environments }, forge, ports);
  const left = unshownOfSeveral(preview.environments, [...(await waitingPlans(landed, ports)), ...plans], applied);
  if (left.length === 0) return;
  const lines = left.flatMap(linesOf);
  const error = new MergeGroupNotShown({
    commit,
    numbers: group.map(({ number }) => number),
    unshown: lines.slice(0, listedLines),
    more: Math.max(0, lines.length - listedLines),
  });
  const problem = { ...problemOf(error, error.list), message: error.summary };
  const last = group.at(-1);
  const writeProblem = (told: Problem, limits: BoardLimits) => write.failure(commit, told, limits);
  if (last) await commentRefusal(problem, last, forge, writeProblem, attempts);
  throw error;
}

async function plansOf(group: readonly ChangeRequest[], { history }: PartsPorts): Promise<readonly BindingPlan[]> {
  const plans: BindingPlan[] = [];
  for (const changeRequest of group)
    plans.push(...(await approvedPlans({ changeRequest, approvals: [], required: 0 }, history)).values());
  return plans;
}

/** Without what was carried out: to happen again, it has to be shown again. */
async function waitingPlans(landed: readonly Landed[], ports: PartsPorts): Promise<readonly BindingPlan[]> {
  const plans: BindingPlan[] = [];
  for (const { changeRequest, waiting } of landed)
    plans.push(...(await plansOf([changeRequest], ports)).filter(({ environment }) => waiting.has(environment)));
  return plans;
}

async function appliedManifests(
  preview: ChangePreview,
  ports: PartsPorts,
): Promise<ReadonlyMap<string, ManifestFiles>> {
  const standing = standingManifests(preview.affected.range, { has: async () => undefined }, ports);
  const applied = new Map<string, ManifestFiles>();
  for (const { affected } of preview.environments) {
    const manifests = await standing.recorded(affected.name);
    if (manifests) applied.set(affected.name, manifests);
  }
  return applied;
}

function linesOf({ environment, steps, manifests }: Unshown): readonly string[] {
  return [
    ...steps.map(({ step, because }) => {
      const { type, name } = resourceNameOf(step.urn);
      return `${environment}: ${step.op} ${type} ${name}: ${because}`;
    }),
    ...manifests.map((path) => `${environment}: apply ${path}: its content was not shown`),
  ];
}
