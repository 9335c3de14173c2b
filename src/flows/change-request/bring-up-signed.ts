import type { Binding, ChangeRun } from "../../change/index.ts";
import type { CommitSignatures, Forge } from "../../forge/index.ts";
import type { Commit, CommitId } from "../../git/index.ts";
import type { PreviewRecord } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { firstParent, hasCommit } from "../selection/index.ts";
import { bringUp, type UpRequest } from "../up/index.ts";
import { isOfWay, plansShownOf, type WayOfCommit } from "./approved-plans.ts";
import { environmentsOfChange, fewerSteps, refusedRun } from "./bound-run.ts";
import { isOnBranch, standingAhead } from "./landing.ts";
import { refusedByNow } from "./refused-by-now.ts";
import { decideSigned } from "./signature-decision.ts";

export interface SignedUpRequest
  extends Omit<UpRequest, "shown" | "requirePreview" | "circumstances" | "refusedByNow"> {
  readonly branch: string;
  readonly requiredApprovals: number;
}

/**
 * Brings up a commit that an allowed signer approved by signing it, where there are no change requests: nothing may happen that
 * was not shown, before it was signed, of the same files or of what was merged.
 *
 * @throws {ForgeUnavailable} when it cannot be told what was approved. Nothing was changed.
 */
export async function boundBySignature(
  request: SignedUpRequest,
  commit: CommitId,
  ports: FlowPorts,
  forge: Pick<Forge, "branches">,
  signatures: CommitSignatures,
): Promise<{ readonly run: ChangeRun; readonly binding?: Binding }> {
  const { branch, requiredApprovals: required } = request;
  const read = await ports.git.commit(commit);
  const committedAt = read.committedAt.toISOString();
  const way = wayOf(read);
  const range = { base: await firstParent(commit, ports.git), head: commit };
  const isOfChange = (preview: PreviewRecord) => isOfWay(preview, way);
  const decision = decideSigned({
    commit,
    branch,
    isOnBranch: await isOnBranch(commit, branch, forge, ports.git),
    standingAhead: await standingAhead(range, ports, isOfChange),
    signature: await signatures.signatureOf(commit),
    authors: await signatures.authorsOf(commit, await broughtUp(commit, ports)),
    committedAt,
    required,
  });
  if (decision.kind === "refused") {
    const { code, because, remedy } = decision;
    return { run: refusedRun(commit, { kind: "not-reviewed", code, because, remedy }, ports) };
  }
  const plans = await plansShownOf(way, Date.parse(committedAt), ports.history);
  const { approvals } = decision;
  const run = await bringUp(
    {
      ...request,
      ...(await environmentsOfChange(request, range, plans, ports)),
      head: commit,
      requirePreview: true,
      shown: { kind: "report", name: `the preview of ${commit.slice(0, 7)}`, plans: [...plans.values()] },
      circumstances: { approvals },
      refusedByNow: refusedByNow({ branch, range, isOfChange }, forge, ports),
    },
    ports,
  );
  if (run.refusal?.kind === "not-reviewed") return { run };
  return {
    run,
    binding: { approvedBy: approvals.map(({ name }) => name), fewer: fewerSteps(run, [...plans.values()]) },
  };
}

function wayOf({ id, tree, parents }: Commit): WayOfCommit {
  return { tree, heads: [id, ...parents.slice(1)] };
}

/** Commits that environments stand at: they were approved, or brought up with a reason. The commit itself has yet to be. */
async function broughtUp(
  commit: CommitId,
  { git, history }: Pick<FlowPorts, "git" | "history">,
): Promise<readonly CommitId[]> {
  const ups = [...(await history.lastRuns()).runs.values()].filter(
    (run) => run.verb === "up" && run.result === "succeeded" && run.commit !== commit,
  );
  const known = await Promise.all(ups.map(async (run) => ((await hasCommit(run.commit, git)) ? [run.commit] : [])));
  return [...new Set(known.flat())];
}
