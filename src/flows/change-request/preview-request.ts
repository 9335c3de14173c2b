import type { ChangePreview, Posting, Problem } from "../../change/index.ts";
import type { Annotation, BoardLimits } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import type { PreviewRequest } from "../preview/index.ts";
import type { AfterRefusalWriter } from "./group-comment.ts";

/** How results are written for a forge. */
export interface PreviewWriter extends AfterRefusalWriter {
  readonly preview: (preview: ChangePreview, limits: BoardLimits) => string;
  readonly failure: (commit: CommitId, problem: Problem, limits: BoardLimits) => string;
  /** One line. */
  readonly verdict: (preview: ChangePreview) => string;
  /** One line. */
  readonly failureVerdict: (problem: Problem) => string;
  /** What is said beside the changed lines of declarations. */
  readonly annotations: (preview: ChangePreview) => readonly Annotation[];
}

/** Where a preview is shown. */
export interface PreviewPlace {
  /** Absent: the change request that is open for the commit. */
  readonly number?: number;
  /** The branch that is brought up. Its check has the one name that people require: {@link previewCheck}. @default main */
  readonly branch?: string;
  readonly write: PreviewWriter;
  /** Called with what the forge did not take, where there is no preview whose posting could say it. */
  readonly onNotPosted: (problem: Problem) => void;
}

export interface ChangeRequestPreviewRequest extends PreviewRequest, PreviewPlace {}

export interface ChangeRequestPreview {
  readonly preview: ChangePreview;
  readonly posting: Posting;
}
