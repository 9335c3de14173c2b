/**
 * Previews and runs whose result is shown on a forge, and that are held to what people approved there.
 *
 * In:   what a pipeline asked for; a {@link Forge}; the ports of previews and runs.
 * Out:  {@link previewChangeRequest}, {@link postPreview}, {@link postParts}: one comment and one check, kept at the newest result;
 *       {@link bringUpReviewed}: a run that does nothing which the merged change request did not show, or others did not approve.
 * Must not know: which forge it is, how a comment is written.
 */
export { bringUpReviewed, type ReviewedRun, type RunWriter } from "./bring-up-reviewed.ts";
export { broughtUpBefore } from "./brought-up.ts";
export { landedCommits } from "./landed-commits.ts";
export { postMergeGroup } from "./post-merge-group.ts";
export { type PartsToPost, postParts, postPreview, previewChangeRequest } from "./preview-change-request.ts";
export { type PartsOfChange, type PartsPorts, previewOfParts } from "./preview-of-parts.ts";
export type { ChangeRequestPreview, PreviewWriter } from "./preview-request.ts";
export { decideReviewed, type Landing } from "./review-decision.ts";
