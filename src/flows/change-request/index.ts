/**
 * Previews and runs whose result is shown on a forge, and that are held to what people approved there.
 *
 * In:   what a pipeline asked for; a {@link Forge}; the ports of previews and runs.
 * Out:  {@link previewChangeRequest}, {@link postPreview}, {@link postParts}: one comment and one check, kept at the newest result;
 *       {@link bringUpReviewed}: a run that does nothing which the merged change request did not show, or others did not approve.
 * Must not know: which forge it is, how a comment is written.
 */
export { approvedPlans } from "./approved-plans.ts";
export { Attempts } from "./attempts.ts";
export { emptyRun, fewerSteps, refusedRun } from "./bound-run.ts";
export {
  bringUpReviewed,
  checkOfRun,
  type ReviewedRun,
  type RunWriter,
  showDeployments,
} from "./bring-up-reviewed.ts";
export { type BroughtUp, broughtUpBefore, showBroughtUp } from "./brought-up.ts";
export { recordedAs } from "./find-change-request.ts";
export { type FollowUpPorts, tellFailures } from "./follow-up.ts";
export { takeBackRefusal } from "./group-comment.ts";
export { landedCommits, type Push } from "./landed-commits.ts";
export { landingOf, newestOnForge, type ReadReview, reviewOf } from "./landing.ts";
export { branchOnForge, isOwnCommit, placeChange } from "./place-change.ts";
export { postMergeGroup } from "./post-merge-group.ts";
export { type CheckResult, checkOfUp, comment, endedCheck, runningCheck, setCheck } from "./posting.ts";
export {
  type PartsToPost,
  postParts,
  postPreview,
  previewChangeRequest,
  previewPart,
} from "./preview-change-request.ts";
export { type PartsOfChange, type PartsPorts, previewOfParts } from "./preview-of-parts.ts";
export type { ChangeRequestPreview, PreviewWriter } from "./preview-request.ts";
export { rangeOfChange } from "./range-of-change.ts";
export { decideReviewed, type Landing, type ReviewDecision } from "./review-decision.ts";
