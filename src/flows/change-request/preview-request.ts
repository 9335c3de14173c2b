import type { ChangePreview, Posting, Problem } from "../../change/index.ts";
import type { BoardLimits } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import type { PreviewRequest } from "../preview/index.ts";

/** How results are written for a forge. */
export interface PreviewWriter {
  readonly preview: (preview: ChangePreview, limits: BoardLimits) => string;
  readonly failure: (commit: CommitId, problem: Problem, limits: BoardLimits) => string;
  /** One line. */
  readonly verdict: (preview: ChangePreview) => string;
}

export interface ChangeRequestPreviewRequest extends PreviewRequest {
  /** Absent: the change request that is open for the commit. */
  readonly number?: number;
  readonly write: PreviewWriter;
}

export interface ChangeRequestPreview {
  readonly preview: ChangePreview;
  readonly posting: Posting;
}
