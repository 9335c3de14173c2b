import { type ChangePreview, type Posting, type Problem, problemOf } from "../../change/index.ts";
import type { BoardLimits, ChangeRequest, Forge } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import { tellingFailure } from "../../lib/index.ts";
import { PreviewNotShown } from "../errors.ts";
import { type PreviewChangePorts, previewChange } from "../preview/index.ts";
import { Attempts } from "./attempts.ts";
import { checkOf, failedCheck } from "./check-of-preview.ts";
import { fetchedEnds, findChangeRequest } from "./find-change-request.ts";
import { comment, runningCheck, setCheck } from "./posting.ts";
import { previewCheck } from "./preview-check.ts";
import { type PartsOfChange, type PartsPorts, previewOfParts, recordPreviewOfParts } from "./preview-of-parts.ts";
import type {
  ChangeRequestPreview,
  ChangeRequestPreviewRequest,
  PreviewPlace,
  PreviewWriter,
} from "./preview-request.ts";
import { previewWithNote } from "./preview-with-note.ts";
import { supersededBy } from "./superseded.ts";

const topic = "preview";

/**
 * Previews a change request and keeps its one comment and its check at the newest result: also that nothing changes any more,
 * and that there is no preview.
 *
 * At most three requests write, and one more where the forge shows notes beside lines. A forge that does not answer takes nothing
 * from the preview; what it did not do is in the posting. A result of a head that has moved since, or of a change request that was
 * closed or is to be merged elsewhere by then, is not posted as the newest.
 */
export async function previewChangeRequest(
  request: ChangeRequestPreviewRequest,
  ports: PreviewChangePorts,
  forge: Forge,
): Promise<ChangeRequestPreview> {
  if (!forge.changeRequests && forge.notes) return previewWithNote(request, ports, forge.notes);
  const attempts = new Attempts();
  const { number, head: wanted = "HEAD" } = request;
  const found = await attempts.try(() =>
    findChangeRequest({ ...(number !== undefined && { number }), commit: () => ports.git.resolve(wanted) }, forge),
  );
  const commit = request.head === undefined ? found?.head.commit : await ports.git.resolve(request.head);
  const on = { attempts, on: found };
  const check = found && previewCheck(found.base.branch, request.branch);
  if (check !== undefined && commit) await setCheck(forge, check, commit, runningCheck, on);

  const preview = await tellingFailure(
    () => previewOf(request, found, ports, forge),
    async (thrown) => {
      if (!found || check === undefined || !commit) return;
      await postFailure(problemOf(thrown), { found, check, commit, write: request.write, attempts }, forge);
    },
  );
  return { preview, posting: await postResult(preview, request, found, forge, attempts) };
}

export interface PreviewToPost extends PreviewPlace {
  readonly preview: ChangePreview;
}

/** Shows a preview that was made elsewhere as {@link previewChangeRequest} shows its own: at most two requests write. */
export async function postPreview({ preview, ...place }: PreviewToPost, forge: Forge): Promise<Posting> {
  const { number } = place;
  const attempts = new Attempts();
  const found = await attempts.try(() =>
    findChangeRequest({ ...(number !== undefined && { number }), commit: async () => preview.commit }, forge),
  );
  return postResult(preview, place, found, forge, attempts);
}

export interface PartsToPost extends PartsOfChange, PreviewPlace {
  readonly branch: string;
}

/**
 * Shows and records the preview of a change that other jobs previewed, as far as their parts can be believed. Parts that cannot be are
 * told on the change request, too. Where it is shown on no change request, it is not recorded either: a record says what people saw.
 *
 * @throws as {@link previewOfParts}
 */
export async function postParts(request: PartsToPost, ports: PartsPorts, forge: Forge): Promise<ChangeRequestPreview> {
  const attempts = new Attempts();
  const { number, write, branch } = request;
  const commit = await ports.git.resolve(request.head);
  const found = await attempts.try(() =>
    findChangeRequest({ ...(number !== undefined && { number }), commit: async () => commit, base: branch }, forge),
  );
  const made = await tellingFailure(
    () => previewOfParts({ ...request, head: commit }, ports),
    async (thrown) => {
      if (!found) return;
      const check = previewCheck(found.base.branch, branch);
      await postFailure(problemOf(thrown), { found, check, commit, write, attempts }, forge);
    },
  );
  const because = await whyNotShown(found, commit, forge, attempts);
  const changeRequest = found && { forge: forge.name, number: found.number, url: found.url };
  const preview =
    because === undefined
      ? await recordPreviewOfParts(made, changeRequest, ports)
      : { ...made.preview, unrecorded: problemOf(new PreviewNotShown({ commit, because })) };
  return { preview, posting: await postResult(preview, request, found, forge, attempts) };
}

/** `undefined` where it can be shown, and on a server without change requests, whose records have no numbers. */
async function whyNotShown(
  found: ChangeRequest | undefined,
  commit: CommitId,
  { changeRequests }: Forge,
  attempts: Attempts,
): Promise<string | undefined> {
  if (!changeRequests) return undefined;
  const now = found && (await attempts.try(() => changeRequests.read(found.number)));
  if (found && now) return supersededBy(found, now, commit);
  return attempts.problems.at(-1)?.message ?? "none is open for it";
}

interface FailedPreview {
  readonly found: ChangeRequest;
  readonly check: string;
  readonly commit: CommitId;
  readonly write: PreviewWriter;
  readonly attempts: Attempts;
}

async function postFailure(
  problem: Problem,
  { found, check, commit, write, attempts }: FailedPreview,
  forge: Forge,
): Promise<void> {
  await setCheck(forge, check, commit, failedCheck(problem), { attempts, on: found });
  await post(found, commit, (limits) => write.failure(commit, problem, limits), forge, attempts);
}

async function postResult(
  preview: ChangePreview,
  { write, branch }: PreviewPlace,
  found: ChangeRequest | undefined,
  forge: Forge,
  attempts: Attempts,
): Promise<Posting> {
  if (!found) return { ...noneOpen(attempts), problems: attempts.problems };
  const { commit } = preview;
  const posted = await post(found, commit, (limits) => write.preview(preview, limits), forge, attempts);
  // Also for one that has another base by then: this check is of the base that was compared with.
  const check = previewCheck(found.base.branch, branch);
  const isShown = !forge.board || posted.comment !== undefined || posted.superseded !== undefined;
  await setCheck(forge, check, commit, checkOf(preview, write, isShown), { attempts, on: found });
  const { annotations } = forge;
  if (annotations) await attempts.try(() => annotations.ensureAnnotations(commit, check, write.annotations(preview)));
  return { changeRequest: { number: found.number, url: found.url }, ...posted, problems: attempts.problems };
}

async function previewOf(
  request: ChangeRequestPreviewRequest,
  found: ChangeRequest | undefined,
  ports: PreviewChangePorts,
  forge: Forge,
): Promise<ChangePreview> {
  if (!found) return previewChange(request, ports);
  const head = request.head === undefined ? found.head : { commit: await ports.git.resolve(request.head) };
  const ends = await fetchedEnds({ ...found, head }, ports.git);
  const changeRequest = { forge: forge.name, number: found.number, url: found.url };
  const preview = await previewChange(
    {
      ...request,
      ...ends,
      manifestTexts: true,
      ...(request.base !== undefined && { base: request.base }),
      isFromFork: found.isFromFork,
      changeRequest,
    },
    ports,
  );
  const { target } = preview;
  return target && request.base === undefined
    ? { ...preview, target: { ...target, name: found.base.branch } }
    : preview;
}

function noneOpen({ problems }: Attempts): Pick<Posting, "superseded"> {
  return problems.length > 0 ? {} : { superseded: "no change request is open for this commit" };
}

/** Writes the comment, unless the change request has moved on since it was read. */
async function post(
  found: ChangeRequest,
  previewed: CommitId,
  write: (limits: BoardLimits) => string,
  forge: Forge,
  attempts: Attempts,
): Promise<Pick<Posting, "comment" | "superseded">> {
  const now = await attempts.try(async () => forge.changeRequests?.read(found.number));
  if (!now) return {};
  const superseded = supersededBy(found, now, previewed);
  if (superseded !== undefined) return { superseded };
  const ensured = await comment(forge, topic, found, write, attempts);
  return ensured ? { comment: ensured } : {};
}
