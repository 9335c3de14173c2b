/**
 * The comment of a change request: what a change would do, for those who have to agree to it.
 *
 * In:   a {@link ChangePreview}, or why there is none; a {@link ChangeRun}; the limits of a forge's comments.
 * Out:  {@link previewComment}, {@link failedPreviewComment}, {@link runComment}: Markdown in the forge's dialect, never longer than it takes.
 *       {@link previewAnnotations}: what is said beside the changed lines of declarations. {@link consequences}: what is lost and opened.
 * Must not know: forges, hidden markers, where the comment is posted.
 */
import type { Binding, ChangePreview, ChangeRun, Problem } from "../../change/index.ts";
import { type CommentLimits, type ForReaders, fitParts } from "./fit-parts.ts";
import { failedPreviewParts, previewParts } from "./preview-comment.ts";
import { runParts } from "./run-comment.ts";

export { type PreviewAnnotation, previewAnnotations } from "./annotations.ts";
export { consequences } from "./consequences.ts";

export interface CommentOptions extends CommentLimits, ForReaders {
  /** The file or the page that holds the whole text; absent where there is none. */
  readonly wholeReport?: string;
}

export function previewComment(preview: ChangePreview, options: CommentOptions): string {
  return fitParts(previewParts(preview), { ...options, whereTheRestIs: whereTheRestIs(options) });
}

/** For a preview that could not be made at all. */
export function failedPreviewComment(commit: string, problem: Problem, options: CommentOptions): string {
  return fitParts(failedPreviewParts(commit, problem), { ...options, whereTheRestIs: whereTheRestIs(options) });
}

/** What a run did to the change that was merged. */
export function runComment(run: ChangeRun, binding: Binding | undefined, options: CommentOptions): string {
  return fitParts(runParts(run, binding), { ...options, whereTheRestIs: "The job's own log has the whole text." });
}

function whereTheRestIs({ wholeReport }: CommentOptions): string {
  return wholeReport === undefined
    ? "groundwork preview --report <file> writes the whole text."
    : `The whole text is in ${wholeReport}.`;
}
