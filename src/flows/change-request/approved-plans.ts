import type { ChangeRequest } from "../../forge/index.ts";
import {
  type FoundPlan,
  type History,
  isPreview,
  latestPlans,
  type PreviewRecord,
  type RecordedApproval,
} from "../../history/index.ts";

/** Milliseconds by which the clock of the forge may be behind that of the machine that previewed; its times are whole seconds, and so are those of commits. */
const clockTolerance = 60_000;

/** A change request with the approvals that bind its plans. */
export interface Approved {
  readonly changeRequest: Pick<ChangeRequest, "number" | "head" | "merge">;
  /** Those that counted. */
  readonly approvals: readonly RecordedApproval[];
  /** How many of them were needed. */
  readonly required: number;
}

/**
 * For each environment the plan of the change request's head that was shown last before it was merged, and before as many people
 * as needed had approved.
 *
 * What is previewed later was shown to none of them, what was shown on another change request is another one's, and what was recorded
 * for none was shown to its author alone.
 */
export async function approvedPlans(
  { changeRequest: { number, head, merge }, approvals, required }: Approved,
  history: Pick<History, "list">,
): Promise<ReadonlyMap<string, FoundPlan>> {
  const mergedBy = merge ? Date.parse(merge.at) + clockTolerance : Number.POSITIVE_INFINITY;
  const latest = Math.min(mergedBy, lastOfNeeded(approvals, required));
  const previews = (await history.list()).records
    .filter(isPreview)
    .filter(({ range, at }) => range.head === head.commit && Date.parse(at) <= latest)
    .filter(({ changeRequest }) => changeRequest?.number === number);
  return latestPlans(previews);
}

/** What may have been previewed of a commit: the same files, itself, and what it merges. */
export interface WayOfCommit {
  readonly tree: string;
  readonly heads: readonly string[];
}

export function isOfWay({ tree, range }: PreviewRecord, way: WayOfCommit): boolean {
  return tree === way.tree || way.heads.includes(range.head);
}

/**
 * For each environment the plan that was shown last, at this instant at the latest, of these files or of one of these heads.
 *
 * @param latest in milliseconds since 1970
 */
export async function plansShownOf(
  way: WayOfCommit,
  latest: number,
  history: Pick<History, "list">,
): Promise<ReadonlyMap<string, FoundPlan>> {
  const previews = (await history.list()).records
    .filter(isPreview)
    .filter((preview) => isOfWay(preview, way))
    .filter(({ at }) => Date.parse(at) <= latest + clockTolerance);
  return latestPlans(previews);
}

/**
 * Until when what was shown was seen by as many as needed: the last approvals are those of people who could have seen the most.
 * Forges give times in whole seconds.
 */
function lastOfNeeded(approvals: readonly RecordedApproval[], required: number): number {
  if (required === 0) return Number.POSITIVE_INFINITY;
  const times = approvals.map(({ at }) => Date.parse(at)).toSorted((one, other) => other - one);
  return (times[required - 1] ?? Number.NEGATIVE_INFINITY) + 1000;
}
