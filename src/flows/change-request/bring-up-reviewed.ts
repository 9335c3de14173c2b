import {
  type Binding,
  type ChangeRun,
  leftUnknown,
  type Posting,
  type Problem,
  runKind,
  runSucceeded,
} from "../../change/index.ts";
import type { BoardLimits, ChangeRequest, Forge } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import { NoAllowedSigners } from "../errors.ts";
import type { FlowPorts } from "../ports.ts";
import { bringUp, type UpRequest } from "../up/index.ts";
import { approvedPlans } from "./approved-plans.ts";
import { Attempts } from "./attempts.ts";
import { environmentsOfChange, fewerSteps, refusedRun } from "./bound-run.ts";
import { boundBySignature } from "./bring-up-signed.ts";
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
  /** One line. */
  readonly failureVerdict: (problem: Problem) => string;
}

export interface ReviewedUpRequest extends Omit<UpRequest, "shown" | "requirePreview" | "circumstances"> {
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
  const { run, binding, changeRequest } = await attempts.postingFailure(
    () => bound(request, commit, ports, forge, attempts),
    async (problem) => {
      const ended: CheckResult = { state: "error", description: request.write.failureVerdict(problem) };
      await setCheck(forge, context, commit, ended, checked);
    },
    request.onNotPosted,
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

function checkOf(run: ChangeRun, { verdict }: RunWriter): CheckResult {
  const description = verdict(run);
  if (runSucceeded(run)) return { state: "success", description };
  return { state: leftUnknown(run) || run.refusal?.kind === "preview-failed" ? "error" : "failure", description };
}

async function showDeployments({ commit, environments }: ChangeRun, { deployments }: Forge, attempts: Attempts) {
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
