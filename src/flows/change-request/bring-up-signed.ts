import type { Binding, ChangeRun } from "../../change/index.ts";
import type { CommitSignatures, Forge } from "../../forge/index.ts";
import type { Commit, CommitId } from "../../git/index.ts";
import type { FlowPorts } from "../ports.ts";
import { bringUp, type UpRequest } from "../up/index.ts";
import { plansShownOf } from "./approved-plans.ts";
import { environmentsOfChange, fewerSteps, refusedRun } from "./bound-run.ts";
import { isOnBranch, standingAhead } from "./landing.ts";
import { decideSigned } from "./signature-decision.ts";

export interface SignedUpRequest extends Omit<UpRequest, "shown" | "requirePreview" | "circumstances"> {
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
  const decision = decideSigned({
    commit,
    branch,
    isOnBranch: await isOnBranch(commit, branch, forge, ports.git),
    standingAhead: await standingAhead(commit, ports),
    signature: await signatures.signatureOf(commit),
    authors: await signatures.authorsOf(commit),
    committedAt,
    required,
  });
  if (decision.kind === "refused") {
    const { code, because, remedy } = decision;
    return { run: refusedRun(commit, { kind: "not-reviewed", code, because, remedy }, ports) };
  }
  const plans = await plansShownOf(wayOf(read), Date.parse(committedAt), ports.history);
  const { approvals } = decision;
  const run = await bringUp(
    {
      ...request,
      ...(await environmentsOfChange(request, commit, plans, ports)),
      head: commit,
      requirePreview: true,
      shown: { kind: "report", name: `the preview of ${commit.slice(0, 7)}`, plans: [...plans.values()] },
      circumstances: { approvals },
    },
    ports,
  );
  return { run, binding: { approvedBy: approvals.map(({ name }) => name), fewer: fewerSteps(run, plans) } };
}

/** What may have been previewed of a commit: the same files, itself, and what it merges. */
function wayOf({ id, tree, parents }: Commit): { readonly tree: string; readonly heads: readonly CommitId[] } {
  return { tree, heads: [id, ...parents.slice(1)] };
}
