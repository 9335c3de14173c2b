/**
 * The comment of a change request: what a change would do, for those who have to agree to it.
 *
 * In:   a {@link ChangePreview}; the limits of a forge's comments.
 * Out:  {@link previewComment}: Markdown in the forge's dialect, never longer than it takes.
 * Must not know: forges, hidden markers, where the comment is posted.
 */
import type { ChangePreview } from "../../change/index.ts";
import { type CommentLimits, fitParts } from "./fit-parts.ts";
import { previewParts } from "./preview-comment.ts";

export interface CommentOptions extends CommentLimits {
  /** How commands are written for the reader. */
  readonly asInvoked: (text: string) => string;
  /** The file or the page that holds the whole text; absent where there is none. */
  readonly wholeReport?: string;
}

export function previewComment(preview: ChangePreview, options: CommentOptions): string {
  return fitParts(previewParts(preview), { ...options, whereTheRestIs: whereTheRestIs(options) });
}

function whereTheRestIs({ wholeReport }: CommentOptions): string {
  return wholeReport === undefined
    ? "groundwork preview --report <file> writes the whole text."
    : `The whole text is in ${wholeReport}.`;
}
