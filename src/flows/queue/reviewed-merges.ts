import type { ChangeRequest, Forge } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import type { FoundPlan } from "../../history/index.ts";
import { approvedPlans, decideReviewed, type ReviewDecision, reviewOf } from "../change-request/index.ts";
import type { FlowPorts } from "../ports.ts";
import type { Queue, QueuedCommit, WaitingEnvironment } from "./read-queue.ts";

/** What one change request brought to the branch, or a push without one. */
export interface QueuedMerge {
  /** The newest of its commits. */
  readonly commit: CommitId;
  /** Those of the branch itself that it put there, oldest first: several, where it was rebased. */
  readonly commits: readonly CommitId[];
  /** Where the branch stood before it. */
  readonly base: CommitId;
  /** Absent where none brought it, or several. */
  readonly changeRequest?: ChangeRequest;
  /** All that it touches, sorted. */
  readonly environments: readonly string[];
  /** Whether others approved it. That environments stand at later commits is no objection here. */
  readonly decision: ReviewDecision;
  /** What was shown to those who approved it. Empty where the merge was not approved. */
  readonly plans: readonly FoundPlan[];
}

export interface ReviewQuestion {
  /** Only merges are read for which one of these waits. */
  readonly queue: Queue;
  /** Approvals that are needed. */
  readonly required: number;
}

/**
 * The merges that environments of a queue wait for, oldest first, with what people approved of each.
 *
 * @throws {ForgeUnavailable} {@link ForgeRefused} {@link RecordUnreachable}
 */
export async function reviewedMerges(
  { queue: { branch, commits, waiting }, required }: ReviewQuestion,
  forge: Forge,
  { git, history }: Pick<FlowPorts, "git" | "history">,
): Promise<readonly QueuedMerge[]> {
  const waitedFor = new Set(waiting.flatMap((each) => each.commits));
  const groups: MergeGroup[] = [];
  let last: MergeGroup | undefined;
  for (const each of commits.toReversed()) {
    // Of a change request that was rebased, commits that nothing waits for may follow.
    if (!waitedFor.has(each.commit) && last?.number === undefined) continue;
    const found = await forge.changeRequests?.mergedBy(each.commit, branch);
    const [only, ...others] = found ?? [];
    const number = others.length === 0 ? only?.number : undefined;
    if (number !== undefined && number === last?.number) {
      last.commits.push(each);
      last.found = found;
    } else if (waitedFor.has(each.commit)) last = { commits: [each], found, ...(number !== undefined && { number }) };
    else last = undefined;
    if (last && !groups.includes(last)) groups.push(last);
  }
  const merges: QueuedMerge[] = [];
  for (const group of groups) merges.push(await reviewed(group, { branch, required }, forge, { git, history }));
  return merges;
}

/** Commits that one change request brought, oldest first. */
interface MergeGroup {
  readonly commits: QueuedCommit[];
  readonly number?: number;
  /** Those that brought the newest of the commits. */
  found: readonly ChangeRequest[] | undefined;
}

/** The same environments, each commit replaced by the merge that it is of. */
export function waitingForMerges(
  waiting: readonly WaitingEnvironment[],
  merges: readonly QueuedMerge[],
): readonly WaitingEnvironment[] {
  const mergeOf = new Map(merges.flatMap(({ commit, commits }) => commits.map((each) => [each, commit] as const)));
  const inMerges = (commits: readonly CommitId[]) => [...new Set(commits.map((each) => mergeOf.get(each) ?? each))];
  return waiting.map((each) => ({ ...each, commits: inMerges(each.commits), due: inMerges(each.due) }));
}

async function reviewed(
  { commits, found }: MergeGroup,
  { branch, required }: { readonly branch: string; readonly required: number },
  forge: Forge,
  { git, history }: Pick<FlowPorts, "git" | "history">,
): Promise<QueuedMerge> {
  const commit = (commits.at(-1) as QueuedCommit).commit;
  const review = await reviewOf({ commit, branch, required }, forge, git, found);
  const [only, ...others] = review.changeRequests;
  const decision = decideReviewed({ ...review, isOnBranch: true, standingAhead: [] });
  const plans = decision.kind === "reviewed" ? await approvedPlans({ ...decision, required }, history) : undefined;
  return {
    commit,
    commits: commits.map((each) => each.commit),
    base: review.range.base,
    ...(only !== undefined && others.length === 0 && { changeRequest: only }),
    environments: [...new Set(commits.flatMap(({ environments }) => environments))].toSorted(),
    decision,
    plans: [...(plans?.values() ?? [])],
  };
}
