/**
 * The comment of a change request: what a change would do, for those who have to agree to it.
 *
 * In:   a {@link ChangePreview}, or why there is none; a {@link ChangeRun}; answers to commands; the limits of a forge's comments.
 * Out:  {@link previewComment}, {@link failedPreviewComment}, {@link runComment}, {@link followUpIssue}, {@link afterRefusalComment}, {@link commandsComment}: Markdown in the forge's dialect, never longer than it takes.
 *       {@link previewAnnotations}: what is said beside the changed lines of declarations. {@link consequences}: what is lost and opened.
 * Must not know: forges, hidden markers, where the comment is posted.
 */
import type {
  AfterRefusal,
  Binding,
  ChangePreview,
  ChangeRun,
  CommandAnswer,
  CommandHelp,
  FollowUp,
  FollowUpShown,
  Problem,
  Rollback,
} from "../../change/index.ts";
import { markdown } from "../document/index.ts";
import { afterRefusalBlocks } from "./after-refusal-comment.ts";
import { commandParts } from "./commands-comment.ts";
import { type CommentLimits, type ForReaders, fitParts } from "./fit-parts.ts";
import { followUpParts, followUpTitle, mendedBlocks } from "./follow-up-issue.ts";
import { failedPreviewParts, previewParts } from "./preview-comment.ts";
import { rollbackParts } from "./rollback-body.ts";
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
export function runComment(
  run: ChangeRun,
  binding: Binding | undefined,
  options: CommentOptions,
  followUp?: FollowUpShown,
): string {
  const whereTheRestIs = "The job's own log has the whole text.";
  return fitParts(runParts(run, binding, followUp), { ...options, whereTheRestIs });
}

/** The issue about environments that failed. */
export function followUpIssue(
  followUp: FollowUp,
  options: CommentOptions,
): { readonly title: string; readonly body: string } {
  const whereTheRestIs = "groundwork history has all of it.";
  return { title: followUpTitle(followUp), body: fitParts(followUpParts(followUp), { ...options, whereTheRestIs }) };
}

/** The text of a rollback's change request. */
export function rollbackBody(rollback: Rollback, options: CommentOptions): string {
  const whereTheRestIs = "groundwork rollback --dry-run shows all of it.";
  return fitParts(rollbackParts(rollback), { ...options, whereTheRestIs });
}

/** The last comment of that issue. */
export function mendedComment(run: ChangeRun, { dialect, asInvoked }: CommentOptions): string {
  return asInvoked(markdown(mendedBlocks(run), dialect));
}

/** What takes the place of a refusal that says nothing of the change request any more. */
export function afterRefusalComment(after: AfterRefusal, { dialect, asInvoked }: CommentOptions): string {
  return asInvoked(markdown(afterRefusalBlocks(after), dialect));
}

/** What became of the commands in comments, and with `help` which there are. */
export function commandsComment(
  answers: readonly CommandAnswer[],
  help: readonly CommandHelp[],
  options: CommentOptions,
): string {
  return fitParts(commandParts(answers, help), {
    ...options,
    whereTheRestIs: "The logs of their jobs have the whole text.",
  });
}

function whereTheRestIs({ wholeReport }: CommentOptions): string {
  return wholeReport === undefined
    ? "groundwork preview --report <file> writes the whole text."
    : `The whole text is in ${wholeReport}.`;
}
