import { problemOf } from "../../change/index.ts";
import type { CorrectedEnvironment } from "../../correction/index.ts";
import type { ChangeRequest, ChangeRequestBoard, CommentTopic, Forge } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import { GroundworkError } from "../../lib/index.ts";
import { branchOnForge, isOwnCommit, newestOnForge } from "../change-request/index.ts";
import type { FlowPorts } from "../ports.ts";
import { hasCommit } from "../selection/index.ts";
import { propertiesIn, propertiesOf, proposalBranch, proposalTitle } from "./proposal-branch.ts";
import { closeIssue } from "./undeclared-issue.ts";

/**
 * Closes what was proposed for an environment before, as far as what it is about differs no longer. Nothing is closed where it is not known what
 * differs, nor where a change request was moved to what differs now. What keeps it from being closed is in the result, beside what was done.
 *
 * @param found what was done in the environment
 */
export async function withdrawStale(
  found: CorrectedEnvironment,
  { branch, forge }: { readonly branch: string; readonly forge?: Forge },
  ports: Pick<FlowPorts, "git">,
): Promise<Pick<CorrectedEnvironment, "withdrawn" | "notWithdrawn">> {
  const { environment, mode, problem, results, proposal } = found;
  if (problem || proposal || !forge) return {};
  const left = results.filter(({ end }) => end.kind !== "corrected");
  const differing = new Set(left.flatMap(({ difference }) => propertiesOf(difference)));
  try {
    // In the mode propose it was kept already.
    if (mode === "correct" && left.length === 0 && forge.issues) await closeIssue(environment, forge.issues);
    const withdrawn = await withdrawProposal({ environment, branch, differing }, ports, forge);
    return { ...(withdrawn && { withdrawn }) };
  } catch (thrown) {
    if (!(thrown instanceof GroundworkError)) throw thrown;
    return { notWithdrawn: problemOf(thrown) };
  }
}

interface ProposalToWithdraw {
  readonly environment: string;
  /** The branch that it would be merged into. */
  readonly branch: string;
  /** {@link propertiesOf} all that differs in the environment still. */
  readonly differing: ReadonlySet<string>;
}

/**
 * Closes the change request of an environment, with the reason, where no property differs any more that it declares, and deletes its branch. Doing
 * it again goes on with what a run before has begun.
 *
 * Only what is Groundwork's own is closed: its branch stands at a commit that Groundwork has made, and every change request that is open from
 * it was opened with this token, at this commit, into this branch, and not opened again by a person. One that a person has closed keeps its
 * branch, by which that is known.
 *
 * @returns what was closed; `undefined` where nothing was
 */
async function withdrawProposal(
  { environment, branch, differing }: ProposalToWithdraw,
  { git }: Pick<FlowPorts, "git">,
  forge: Forge,
): Promise<CorrectedEnvironment["withdrawn"]> {
  const { branches, proposals, identities, board } = forge;
  if (!branches || !proposals || !identities) return undefined;
  const head = proposalBranch(environment);
  const standing = await branchOnForge(branches, head);
  if (standing === undefined || !(await hasCommit(standing, git))) return undefined;
  const tip = await newestOnForge(branch, forge, git);
  if (!(await isOwnCommit(standing, { title: proposalTitle(environment), tip }, git))) return undefined;
  const about = propertiesIn((await git.commit(standing)).message) ?? [...differing];
  if (about.some((property) => differing.has(property))) return undefined;
  const requests = await proposals.from(head);
  const open = requests.filter(({ state }) => state === "open");
  const self = await identities.self();
  const isOwn = ({ author, base, head: { commit } }: ChangeRequest) =>
    author.id === self.id && base.branch === branch && commit === standing;
  if (!open.every(isOwn)) return undefined;
  for (const request of open) {
    // Where that was the last word of an earlier run, a person has opened it again since.
    const before = await board?.reviseComment(request, topic, closed(environment));
    if (before?.done === "unchanged") return undefined;
    if (!before) await board?.ensureComment(request, topic, closing(environment));
    if (await proposals.ensureClosed(request.number, standing)) continue;
    await board?.reviseComment(request, topic, staying);
    return undefined;
  }
  if (open.length === 0 && !(await isDoneWith(requests, standing, environment, board))) return undefined;
  // A commit that a person has pushed in between stays, and so does the branch.
  if (!(await branches.compareAndSwap(`refs/heads/${head}`, standing, undefined))) return undefined;
  for (const request of open) await board?.reviseComment(request, topic, closed(environment));
  const url = open[0]?.url;
  return { branch: head, ...(url !== undefined && { url }) };
}

/** Whether a branch without an open change request was left by a run that ended: before it had opened one, or after it had closed it. */
async function isDoneWith(
  requests: readonly ChangeRequest[],
  standing: CommitId,
  environment: string,
  board: ChangeRequestBoard | undefined,
): Promise<boolean> {
  const ofCommit = requests.filter(({ head }) => head.commit === standing);
  if (ofCommit.some(({ state }) => state === "merged")) return false;
  return !(await wasDeclined(ofCommit, environment, board));
}

/** Whether a person has closed one of these: Groundwork says so where it closes one itself. */
export async function wasDeclined(
  requests: readonly ChangeRequest[],
  environment: string,
  board: ChangeRequestBoard | undefined,
): Promise<boolean> {
  for (const request of requests) {
    if (request.state !== "closed") continue;
    const own = await board?.reviseComment(request, topic, closed(environment));
    if (own === undefined) return true;
  }
  return false;
}

const topic: CommentTopic = "withdrawn";

function why(environment: string): string {
  return `What this declares differs no longer in ${environment}: it was corrected, declared or accepted elsewhere, or is gone.`;
}

/** Said before, so that none is closed without a reason. */
function closing(environment: string): string {
  return `${why(environment)} Groundwork is closing it and deletes its branch.`;
}

/** Said after it. By the comment a later run knows which ones Groundwork has closed, and by its words which of them are open again. */
function closed(environment: string): string {
  return (
    `${why(environment)} Groundwork has closed it and deleted its branch. Where it differs again, it is proposed again. ` +
    "Restore the branch and open it again, and it stays open."
  );
}

const staying =
  "What this declares differs no longer. It was pushed to at that moment, so that it stays open: merge it or close it.";
