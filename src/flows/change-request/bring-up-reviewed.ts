import {
  type Binding,
  type ChangeRun,
  isPlanned,
  leftUnknown,
  type Posting,
  problemOf,
  type Refusal,
  runKind,
  runSucceeded,
} from "../../change/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import type { BoardLimits, ChangeRequest, Forge } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import type { FoundPlan } from "../../history/index.ts";
import { tellingFailure } from "../../lib/index.ts";
import type { FlowPorts } from "../ports.ts";
import { affectedEnvironments, firstParent } from "../selection/index.ts";
import { bringUp, type UpRequest } from "../up/index.ts";
import { approvedPlans } from "./approved-plans.ts";
import { Attempts } from "./attempts.ts";
import { landingOf } from "./landing.ts";
import { type CheckResult, comment, runningCheck, setCheck } from "./posting.ts";
import { decideReviewed } from "./review-decision.ts";
import { permitUnreviewed } from "./unreviewed.ts";

const context = "groundwork/up";
const topic = "up";

/** How results are written for a forge. */
export interface RunWriter {
  readonly run: (run: ChangeRun, binding: Binding | undefined, limits: BoardLimits) => string;
  /** One line. */
  readonly verdict: (run: ChangeRun) => string;
}

export interface ReviewedUpRequest extends Omit<UpRequest, "shown" | "requirePreview" | "circumstances"> {
  /** The branch that the commit has to have been merged into. */
  readonly branch: string;
  /** Approvals by others that a change request needs. */
  readonly requiredApprovals: number;
  /** Why it may run without a review, and without having been shown. */
  readonly allowUnreviewed?: string;
  readonly write: RunWriter;
}

export interface ReviewedRun {
  readonly run: ChangeRun;
  /** Absent when the run was refused for want of a review. */
  readonly binding?: Binding;
  readonly posting: Posting;
}

/**
 * Brings up what people approved: the commit has to come from one merged change request whose last head was approved by others,
 * and nothing may happen that its preview did not show before the merge. Less may happen.
 *
 * Shows the result on the change request and beside the commit. A forge that does not answer before the first operation keeps
 * the run from starting; afterwards it takes nothing from the result.
 *
 * @throws {ForgeUnavailable} {@link ForgeRefused} when it cannot be told what was approved. Nothing was changed.
 */
export async function bringUpReviewed(
  request: ReviewedUpRequest,
  ports: FlowPorts,
  forge: Forge,
): Promise<ReviewedRun> {
  const attempts = new Attempts();
  const commit = await ports.git.resolve(request.head ?? "HEAD");
  const checked = { attempts, on: undefined, branch: request.branch };
  await setCheck(forge, context, commit, runningCheck, checked);
  const { run, binding, changeRequest } = await tellingFailure(
    () => bound(request, commit, ports, forge, attempts),
    async (thrown) => {
      const { message } = problemOf(thrown);
      const ended: CheckResult = { state: "error", description: message.split("\n")[0] ?? "" };
      await setCheck(forge, context, commit, ended, checked);
    },
  );
  const on = changeRequest;
  const written =
    on && (await comment(forge, topic, on, (limits) => request.write.run(run, binding, limits), attempts));
  await setCheck(forge, context, commit, checkOf(run, request.write), checked);
  await showDeployments(run, forge, attempts);
  const posting: Posting = {
    ...(on && { changeRequest: { number: on.number, url: on.url } }),
    ...(written && { comment: written }),
    problems: attempts.problems,
  };
  return { run, ...(binding && { binding }), posting };
}

interface Bound {
  readonly run: ChangeRun;
  readonly binding?: Binding;
  readonly changeRequest: ChangeRequest | undefined;
}

async function bound(
  request: ReviewedUpRequest,
  commit: CommitId,
  ports: FlowPorts,
  forge: Forge,
  attempts: Attempts,
): Promise<Bound> {
  const { branch, requiredApprovals, allowUnreviewed } = request;
  if (allowUnreviewed !== undefined) {
    const permitted = await permitUnreviewed(allowUnreviewed, forge);
    const found = await attempts.try(async () => forge.changeRequests?.mergedBy(commit, branch));
    const [changeRequest] = found ?? [];
    if ("refusal" in permitted) return { run: refusedRun(commit, permitted.refusal, ports), changeRequest };
    const circumstances = { ...recordedOf(changeRequest, forge), unreviewed: allowUnreviewed };
    const run = await bringUp({ ...request, head: commit, requirePreview: false, circumstances }, ports);
    return { run, binding: { ...permitted, approvedBy: [], fewer: 0 }, changeRequest };
  }

  const landing = await landingOf({ commit, branch, required: requiredApprovals }, forge, ports);
  const decision = decideReviewed(landing);
  const [changeRequest] = landing.changeRequests;
  if (decision.kind === "refused") {
    const { code, because, remedy } = decision;
    return { run: refusedRun(commit, { kind: "not-reviewed", code, because, remedy }, ports), changeRequest };
  }
  const plans = await approvedPlans({ ...decision, required: requiredApprovals }, ports.history);
  const { number, url } = decision.changeRequest;
  const run = await bringUp(
    {
      ...request,
      ...(await environmentsOfChange(request, commit, plans, ports)),
      head: commit,
      requirePreview: true,
      shown: { kind: "report", name: `the preview of change request ${number}`, plans: [...plans.values()] },
      circumstances: { ...recordedOf(decision.changeRequest, forge), approvals: decision.approvals },
    },
    ports,
  );
  const approvedBy = decision.approvals.map(({ name }) => name);
  return { run, binding: { changeRequest: { number, url }, approvedBy, fewer: fewerSteps(run, plans) }, changeRequest };
}

function recordedOf(changeRequest: ChangeRequest | undefined, forge: Forge): NonNullable<UpRequest["circumstances"]> {
  if (!changeRequest) return {};
  return { changeRequest: { forge: forge.name, number: changeRequest.number, url: changeRequest.url } };
}

/**
 * Environments that the change request showed or the merge touches. What an earlier merge left undone is that merge's: it was
 * not shown here, and does not keep this one from being brought up.
 */
async function environmentsOfChange(
  { environments, base }: ReviewedUpRequest,
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

function refusedRun(commit: CommitId, refusal: Refusal, { engines }: Pick<FlowPorts, "engines">): ChangeRun {
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
function fewerSteps({ previews }: ChangeRun, plans: ReadonlyMap<string, FoundPlan>): number {
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

function checkOf(run: ChangeRun, { verdict }: RunWriter): CheckResult {
  const description = verdict(run);
  if (runSucceeded(run)) return { state: "success", description };
  return { state: leftUnknown(run) || run.refusal?.kind === "preview-failed" ? "error" : "failure", description };
}

async function showDeployments({ commit, environments }: ChangeRun, { deployments }: Forge, attempts: Attempts) {
  if (!deployments) return;
  for (const each of environments) {
    const kind = runKind(each);
    if (kind === "removed" || kind === "not-started" || kind === "skipped") continue;
    const isGood = kind === "applied" || kind === "unchanged" || kind === "published";
    const state = isGood ? "success" : "failure";
    const deployment = { environment: each.affected.name, commit, state, description: kind } as const;
    await attempts.try(() => deployments.ensureDeployment(deployment));
  }
}
