import type { ChangePreview, Posting, Problem } from "../../change/index.ts";
import type { BoardLimits, ChangeRequest, Forge } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import type { Attempts } from "./attempts.ts";
import { checkOf, failedCheck } from "./check-of-preview.ts";
import { takeBackRefusal } from "./group-comment.ts";
import { type CheckResult, comment, setCheck } from "./posting.ts";
import { previewCheck } from "./preview-check.ts";
import type { PreviewPlace } from "./preview-request.ts";
import type { Showing } from "./shown-then-recorded.ts";
import { supersededBy } from "./superseded.ts";

const topic = "preview";

/** Where on a forge something is said of a change request. */
export interface OnChangeRequest extends PreviewPlace {
  readonly found: ChangeRequest;
  /** The commit that has the check. */
  readonly commit: CommitId;
  readonly forge: Forge;
  readonly attempts: Attempts;
}

/** What of a posting is a comment. */
export type CommentPosting = Pick<Posting, "comment" | "superseded">;

/** Writes the comment of a preview, unless the change request has moved on since it was read. */
export async function commentPreview(preview: ChangePreview, on: OnChangeRequest): Promise<Showing<CommentPosting>> {
  return await post((limits) => on.write.preview(preview, limits), on);
}

/** Says on the change request why there is no preview. */
export async function postFailure(problem: Problem, on: OnChangeRequest): Promise<void> {
  await setCheckOfPreview(failedCheck(problem, on.write), on);
  await post((limits) => on.write.failure(on.commit, problem, limits), on);
}

/**
 * Ends the check of a preview whose comment was written, or not, and says beside the changed lines what they do. What a merge queue
 * refused before is taken back: the preview is what the next commit of the queue is held to.
 */
export async function endPosting(
  preview: ChangePreview,
  { posted, notShown }: Showing<CommentPosting>,
  on: OnChangeRequest,
): Promise<Posting> {
  const { found, commit, write, attempts } = on;
  await setCheckOfPreview(checkOf(preview, write, notShown === undefined), on);
  const { annotations } = on.forge;
  if (annotations)
    await attempts.try(() => annotations.ensureAnnotations(commit, checkName(on), write.annotations(preview)));
  if (notShown === undefined) await takeBackRefusal({ kind: "previewed", commit }, found, on.forge, write, attempts);
  return { changeRequest: { number: found.number, url: found.url }, ...posted, problems: attempts.problems };
}

export async function setCheckOfPreview(result: CheckResult, on: OnChangeRequest): Promise<void> {
  await setCheck(on.forge, checkName(on), on.commit, result, { attempts: on.attempts, on: on.found });
}

/** Of the base that was compared with, also where the change request has another one by now. */
function checkName({ found, branch }: OnChangeRequest): string {
  return previewCheck(found.base.branch, branch);
}

async function post(
  write: (limits: BoardLimits) => string,
  { found, commit, forge, attempts }: OnChangeRequest,
): Promise<Showing<CommentPosting>> {
  const now = await attempts.try(async () => forge.changeRequests?.read(found.number));
  if (!now) return { posted: {}, notShown: attempts.lastProblem ?? "the change request cannot be read" };
  const superseded = supersededBy(found, now, commit);
  if (superseded !== undefined) return { posted: { superseded }, notShown: superseded };
  if (!forge.board) return { posted: {} };
  const ensured = await comment(forge, topic, found, write, attempts);
  if (!ensured) return { posted: {}, notShown: attempts.lastProblem ?? "its comment was not written" };
  return { posted: { comment: ensured } };
}
