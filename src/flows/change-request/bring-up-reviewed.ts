import {
  type Binding,
  type ChangeRun,
  type FollowUpShown,
  leftUnknown,
  type Posting,
  type Problem,
  runKind,
  runSucceeded,
  waitingUntil,
} from "../../change/index.ts";
import type { BoardLimits, ChangeRequest, Forge } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import { NoAllowedSigners } from "../errors.ts";
import type { FlowPorts } from "../ports.ts";
import { onBranch, requireReached } from "../selection/index.ts";
import { bringUp, type UpRequest } from "../up/index.ts";
import { approvedPlans } from "./approved-plans.ts";
import { Attempts } from "./attempts.ts";
import { environmentsOfChange, fewerSteps, refusedRun } from "./bound-run.ts";
import { boundBySignature } from "./bring-up-signed.ts";
import { recordedAs } from "./find-change-request.ts";
import { type FollowUpWriter, tellFailures } from "./follow-up.ts";
import { type AfterRefusalWriter, takeBackRefusal } from "./group-comment.ts";
import { landingOf } from "./landing.ts";
import { type CheckResult, checkOfUp, comment, endedCheck, runningCheck, setCheck } from "./posting.ts";
import { refusedByNow } from "./refused-by-now.ts";
import { decideReviewed } from "./review-decision.ts";
import { permitUnreviewed } from "./unreviewed.ts";

const topic = "up";

/** How results are written for a forge. */
export interface RunWriter extends AfterRefusalWriter, FollowUpWriter {
  readonly run: (
    run: ChangeRun,
    binding: Binding | undefined,
    limits: BoardLimits,
    followUp: FollowUpShown | undefined,
  ) => string;
  /** One line. */
  readonly verdict: (run: ChangeRun) => string;
  /** One line. */
  readonly failureVerdict: (problem: Problem) => string;
}

/** What of a run is decided by its review. */
type DecidedHere = "shown" | "requirePreview" | "circumstances" | "refusedByNow";

export interface ReviewedUpRequest extends Omit<UpRequest, DecidedHere> {
  /** The branch that the commit has to have been merged into. */
  readonly branch: string;
  /** Approvals by others that a change request needs. */
  readonly requiredApprovals: number;
  /** Why it may run without a review, and without having been shown. */
  readonly allowUnreviewed?: string;
  readonly write: RunWriter;
  /** Called with what the forge did not take, where there is no run whose posting could say it. */
  readonly onNotPosted: (problem: Problem) => void;
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
 * Shows the result on the change request and beside the commit, unless environments are named, an earlier run of the commit has ended, and
 * this one is refused: its result stands. A forge that does not answer before the first operation keeps the run from starting; afterwards
 * it takes nothing from the result.
 *
 * @throws {ForgeUnavailable} {@link ForgeRefused} when it cannot be told what was approved. Nothing was changed.
 */
export async function bringUpReviewed(
  request: ReviewedUpRequest,
  given: FlowPorts,
  forge: Forge,
): Promise<ReviewedRun> {
  const ports = onBranch(request.branch, given, forge);
  // Before a review that could be refused for what these commits do not reach anyhow.
  await requireReached(request.environments, ports.reach);
  const attempts = new Attempts();
  const commit = await ports.git.resolve(request.head ?? "HEAD");
  const checked = { attempts, on: undefined, branch: request.branch };
  const earlier = request.environments.length > 0 ? await endedCheck(forge, checkOfUp, commit, attempts) : undefined;
  if (!earlier) await setCheck(forge, checkOfUp, commit, runningCheck, checked);
  const { run, binding, changeRequest } = await attempts.postingFailure(
    () => bound(request, commit, ports, forge, attempts),
    async (problem) => {
      if (earlier) return;
      const ended: CheckResult = { state: "error", description: request.write.failureVerdict(problem) };
      await setCheck(forge, checkOfUp, commit, ended, checked);
    },
    request.onNotPosted,
  );
  // Nothing was done, and what the commit brought to its other environments stands.
  if (earlier && run.refusal) return { run, posting: { problems: attempts.problems } };
  const on = changeRequest;
  // Before the issue, which may wait for that of another job: the run is done.
  await setCheck(forge, checkOfUp, commit, checkOfRun(run, request.write), checked);
  const followUp = await tellFailures(run, forge, ports, request.write, attempts);
  const written =
    on && (await comment(forge, topic, on, (limits) => request.write.run(run, binding, limits, followUp), attempts));
  await showDeployments(run, forge, attempts);
  if (on?.state === "merged") await takeBackRefusal({ kind: "merged", commit }, on, forge, request.write, attempts);
  const posting: Posting = {
    ...(on && { changeRequest: { number: on.number, url: on.url } }),
    ...(written && { comment: written }),
    ...(followUp && { followUp }),
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

  if (!forge.changeRequests && forge.notes && !forge.signatures) throw new NoAllowedSigners();
  if (!forge.changeRequests && forge.signatures)
    return { ...(await boundBySignature(request, commit, ports, forge, forge.signatures)), changeRequest: undefined };
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
      ...(await environmentsOfChange(request, landing.range, plans, ports)),
      head: commit,
      requirePreview: true,
      shown: { kind: "report", name: `the preview of change request ${number}`, plans: [...plans.values()] },
      circumstances: { ...recordedOf(decision.changeRequest, forge), approvals: decision.approvals },
      refusedByNow: refusedByNow(landing, forge, ports),
    },
    ports,
  );
  if (run.refusal?.kind === "not-reviewed") return { run, changeRequest };
  const approvedBy = decision.approvals.map(({ name }) => name);
  return {
    run,
    binding: { changeRequest: { number, url }, approvedBy, fewer: fewerSteps(run, [...plans.values()]) },
    changeRequest,
  };
}

function recordedOf(changeRequest: ChangeRequest | undefined, forge: Forge): NonNullable<UpRequest["circumstances"]> {
  return changeRequest ? { changeRequest: recordedAs(changeRequest, forge) } : {};
}

/** What the check of a commit says after its run. */
export function checkOfRun(run: ChangeRun, { verdict }: Pick<RunWriter, "verdict">): CheckResult {
  const description = verdict(run);
  if (runSucceeded(run)) return { state: "success", description };
  if (waitingUntil(run) !== undefined) return { state: "pending", description };
  return { state: leftUnknown(run) || run.refusal?.kind === "preview-failed" ? "error" : "failure", description };
}

/** Tells the forge of each environment that was started. */
export async function showDeployments({ commit, environments }: ChangeRun, { deployments }: Forge, attempts: Attempts) {
  if (!deployments) return;
  const ran = environments.filter((each) => !["removed", "not-started", "skipped"].includes(runKind(each)));
  // A part of them would read as if the others had not run.
  if (ran.length > (deployments.mostOfOneRun ?? ran.length)) return;
  for (const each of ran) {
    const kind = runKind(each);
    const isGood = kind === "applied" || kind === "unchanged" || kind === "published";
    const state = isGood ? "success" : "failure";
    const deployment = { environment: each.affected.name, commit, state, description: kind } as const;
    await attempts.try(() => deployments.ensureDeployment(deployment));
  }
}
