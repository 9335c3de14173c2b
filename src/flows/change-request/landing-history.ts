import type { CommitId } from "../../git/index.ts";
import { shellWord } from "../../lib/index.ts";

/** Where a commit that is to be brought up stands in the history. */
export interface HistoryOfLanding {
  readonly commit: CommitId;
  /** The branch that it has to have come to. */
  readonly branch: string;
  /** Whether the branch's newest commit has it in its history; `"unknown"` where the branch cannot be read. */
  readonly isOnBranch: boolean | "unknown";
  /** Environments that stand at a commit which came after this one. */
  readonly standingAhead: readonly string[];
}

/** Why a commit is not brought up. */
export interface ReviewRefusal {
  readonly kind: "refused";
  /** Stable, for programs. */
  readonly code: RefusalCode;
  readonly because: string;
  readonly remedy: string;
}

export type RefusalCode =
  | "branch-unknown"
  | "not-on-branch"
  | "older-than-what-stands"
  | "no-change-request"
  | "several-change-requests"
  | "not-merged"
  | "other-branch"
  | "contributors-unknown"
  | "changes-requested"
  | "not-approved";

/** The end of every remedy: the way around a review. */
export const otherwise = 'or give a reason with: groundwork up --allow-unreviewed "<reason>"';

/** What in the history keeps a commit from being brought up. */
export function findingOfHistory({
  commit,
  branch,
  isOnBranch,
  standingAhead,
}: HistoryOfLanding): ReviewRefusal | undefined {
  const short = commit.slice(0, 7);
  if (isOnBranch === "unknown")
    return refused(
      "branch-unknown",
      `where ${branch} stands is not known, so nothing shows that ${short} was merged`,
      `Fetch it and run up again: git fetch origin ${shellWord(branch)}; ${otherwise}`,
    );
  if (!isOnBranch)
    return refused(
      "not-on-branch",
      `${short} is not on ${branch}: it was not merged, or the branch was rewritten since`,
      `Merge its change request, or run up for the newest commit of ${branch}; ${otherwise}`,
    );
  if (standingAhead.length > 0)
    return refused(
      "older-than-what-stands",
      `${standingAhead.join(", ")} ${standingAhead.length === 1 ? "stands" : "stand"} at a commit that came after ${short}`,
      `Run up for the newest commit of ${branch}, or revert with a change request; ${otherwise}`,
    );
  return undefined;
}

export function refused(code: RefusalCode, because: string, remedy: string): ReviewRefusal {
  return { kind: "refused", code, because, remedy: `${remedy}.` };
}
