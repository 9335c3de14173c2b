import type { ChangeRequest, ForgeUser, Review } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import type { RecordedApproval } from "../../history/index.ts";
import { counted } from "../../lib/index.ts";
import { findingOfHistory, type HistoryOfLanding, otherwise, type ReviewRefusal, refused } from "./landing-history.ts";

/** What is known of a commit that is to be brought up, and of how it came to its branch. */
export interface Landing extends HistoryOfLanding {
  /** Those that the forge names for the commit, and whether the commit that each one's head is was previewed. */
  readonly changeRequests: readonly ChangeRequest[];
  /** Of the only change request; empty where there is another number of them. */
  readonly reviews: readonly Review[];
  /** Who made the change, and whose own approval is therefore not enough. */
  readonly contributors: readonly ForgeUser[] | "unknown";
  /** Approvals that are needed. */
  readonly required: number;
  /** The user of the forge's token, whose approval shows nothing of a person. Absent where the forge has no users. */
  readonly self?: ForgeUser;
}

export type ReviewDecision =
  | {
      readonly kind: "reviewed";
      readonly changeRequest: ChangeRequest;
      readonly approvals: readonly RecordedApproval[];
    }
  | ReviewRefusal;

/**
 * Whether a commit is what people approved: merged into its branch by one change request whose last head others have approved.
 *
 * An approval counts for the commit that was looked at and for no later one, when the forge lets it count, and when it is not
 * by one of those who made the change. What is not known is refused.
 */
export function decideReviewed(landing: Landing): ReviewDecision {
  const { commit, branch, changeRequests } = landing;
  const short = commit.slice(0, 7);
  const found = findingOfHistory(landing);
  if (found) return found;
  const [changeRequest, ...others] = changeRequests;
  if (!changeRequest)
    return refused(
      "no-change-request",
      `no change request brought ${short} to ${branch}`,
      `Open one with the same change, ${otherwise}`,
    );
  if (others.length > 0)
    return refused(
      "several-change-requests",
      `${short} came to ${branch} by the change requests ${changeRequests.map(({ number }) => number).join(", ")}`,
      `Bring up the merge of each one by itself with --head, oldest first, ${otherwise}`,
    );
  if (changeRequest.state !== "merged" || !changeRequest.merge)
    return refused(
      "not-merged",
      `change request ${changeRequest.number} is ${changeRequest.state}`,
      `Merge it and run up for the merge, ${otherwise}`,
    );
  if (changeRequest.base.branch !== branch)
    return refused(
      "other-branch",
      `change request ${changeRequest.number} was merged into ${changeRequest.base.branch} and not into ${branch}`,
      `Merge it into ${branch}, ${otherwise}`,
    );
  return decideApprovals(changeRequest, landing);
}

function decideApprovals(
  changeRequest: ChangeRequest,
  { reviews, contributors, required, self }: Landing,
): ReviewDecision {
  const { number, head } = changeRequest;
  const official = reviews.filter(({ isOfficial }) => isOfficial);
  // An approval counts for one commit; an objection stands until its reviewer takes it back or it is dismissed.
  const against = official.find(({ verdict }) => verdict === "changes-requested");
  if (against)
    return refused(
      "changes-requested",
      `${against.reviewer.name} asked for changes of change request ${number}`,
      `Have the reviewer approve it, or dismiss the review, ${otherwise}`,
    );
  const approved = official.filter(({ verdict }) => verdict === "approved");
  const atHead = approved.filter(({ commit }) => commit === head.commit);
  if (required > 0 && contributors === "unknown")
    return refused(
      "contributors-unknown",
      `who made change request ${number} is not known, so that others approved it cannot be shown`,
      `Commit with an address that a user of the forge has, open another one instead of changing the base, and let the token read both, ${otherwise}`,
    );
  const own = new Set(contributors === "unknown" ? [] : contributors.map(({ id }) => id));
  // An approval without a time cannot be shown to have come after the preview.
  const byOthers = atHead.filter(
    ({ reviewer, at }) => !own.has(reviewer.id) && reviewer.id !== self?.id && at !== undefined,
  );
  if (byOthers.length >= required) return { kind: "reviewed", changeRequest, approvals: byOthers.map(recorded) };
  const needed = counted(required, "approval");
  return refused(
    "not-approved",
    `change request ${number} lacks ${needed} of ${head.commit.slice(0, 7)} by others${missedText(reviews, own, head.commit, self)}`,
    `Approve the next change before it is merged, ${otherwise}`,
  );
}

/** Why approvals that people see do not count. */
function missedText(
  reviews: readonly Review[],
  own: ReadonlySet<string>,
  head: CommitId,
  self: ForgeUser | undefined,
): string {
  const missed = reviews
    .filter(({ verdict }) => verdict === "approved")
    .flatMap(({ reviewer, commit, isOfficial, at }) => {
      if (!isOfficial) return [`that of ${reviewer.name} does not count on the forge`];
      if (commit === undefined) return [`that of ${reviewer.name} names no commit`];
      if (commit !== head) return [`that of ${reviewer.name} is of ${commit.slice(0, 7)}`];
      if (own.has(reviewer.id)) return [`${reviewer.name} made the change`];
      if (reviewer.id === self?.id) return [`${reviewer.name} is the user of this token`];
      return at === undefined ? [`when that of ${reviewer.name} was given is not known`] : [];
    });
  return missed.length === 0 ? "" : ` (${missed.join("; ")})`;
}

function recorded({ reviewer, commit = "", at = "" }: Review): RecordedApproval {
  return { id: reviewer.id, name: reviewer.name, commit, at };
}
