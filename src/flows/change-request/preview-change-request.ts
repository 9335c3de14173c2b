import type { ChangePreview, Posting } from "../../change/index.ts";
import type { ChangeRequest, Forge } from "../../forge/index.ts";
import {
  type MadePreview,
  makePreview,
  type PreviewChangePorts,
  previewChange,
  type RecordPreviewPorts,
  recordPreview,
} from "../preview/index.ts";
import { Attempts } from "./attempts.ts";
import { fetchedEnds, findChangeRequest } from "./find-change-request.ts";
import { commentPreview, endCheck, type OnChangeRequest, postFailure, setCheckOfPreview } from "./post-preview.ts";
import { runningCheck } from "./posting.ts";
import { type PartsOfChange, type PartsPorts, previewOfParts } from "./preview-of-parts.ts";
import type { ChangeRequestPreview, ChangeRequestPreviewRequest, PreviewPlace } from "./preview-request.ts";
import { notedPreview, previewWithNote } from "./preview-with-note.ts";
import { shownThenRecorded, unshown } from "./shown-then-recorded.ts";

/**
 * Previews a change request and keeps its one comment and its check at the newest result: also that nothing changes any more,
 * and that there is no preview. What is on record of the change request was in its comment.
 *
 * At most three requests write, one more where the forge shows notes beside lines, and one more where the preview cannot be recorded.
 * A forge that does not answer takes nothing from the preview; what it did not do is in the posting. A result of a head that has moved
 * since, or of a change request that was closed or is to be merged elsewhere by then, is not posted as the newest and not recorded.
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
  if (!found) {
    const preview = await attempts.postingFailure(
      () => previewChange(request, ports),
      async () => {},
      request.onNotPosted,
    );
    return { preview, posting: nowhere(attempts) };
  }
  const commit = request.head === undefined ? found.head.commit : await ports.git.resolve(request.head);
  const on = { ...request, found, commit, forge, attempts };
  await setCheckOfPreview(runningCheck, on);
  const made = await attempts.postingFailure(
    () => previewOf(request, found, ports, forge),
    (problem) => postFailure(problem, on),
    request.onNotPosted,
  );
  return await showAndRecord(made, on, ports);
}

export interface PreviewToPost extends PreviewPlace {
  readonly preview: ChangePreview;
}

/** Shows a preview that was made elsewhere as {@link previewChangeRequest} shows its own: at most two requests write. */
export async function postPreview({ preview, ...place }: PreviewToPost, forge: Forge): Promise<Posting> {
  const { number } = place;
  const { commit } = preview;
  const attempts = new Attempts();
  const found = await attempts.try(() =>
    findChangeRequest({ ...(number !== undefined && { number }), commit: async () => commit }, forge),
  );
  if (!found) return nowhere(attempts);
  const on = { ...place, found, commit, forge, attempts };
  return await endCheck(preview, await commentPreview(preview, on), on);
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
  const { number, branch } = request;
  const commit = await ports.git.resolve(request.head);
  const make = () => previewOfParts({ ...request, head: commit }, ports);
  if (!forge.changeRequests && forge.notes) return await notedPreview(await make(), request.write, ports, forge.notes);
  const found = await attempts.try(() =>
    findChangeRequest({ ...(number !== undefined && { number }), commit: async () => commit, base: branch }, forge),
  );
  const on = found && { ...request, found, commit, forge, attempts };
  const made = await attempts.postingFailure(
    make,
    async (problem) => {
      if (on) await postFailure(problem, on);
    },
    request.onNotPosted,
  );
  if (on) return await showAndRecord(made, on, ports);
  const preview = unshown(made.preview, attempts.lastProblem ?? "none is open for it");
  return { preview, posting: nowhere(attempts) };
}

async function showAndRecord(
  made: MadePreview,
  on: OnChangeRequest,
  ports: RecordPreviewPorts,
): Promise<ChangeRequestPreview> {
  const { found, forge } = on;
  const changeRequest = { forge: forge.name, number: found.number, url: found.url };
  const { preview, ...shown } = await shownThenRecorded(
    made,
    (each) => commentPreview(each, on),
    (each) => recordPreview(each, { changeRequest }, ports),
  );
  // What was not shown is not on record for that reason alone.
  const posting = await endCheck(shown.notShown === undefined ? preview : made.preview, shown, on);
  return { preview, posting };
}

async function previewOf(
  request: ChangeRequestPreviewRequest,
  found: ChangeRequest,
  ports: PreviewChangePorts,
  forge: Forge,
): Promise<MadePreview> {
  const head = request.head === undefined ? found.head : { commit: await ports.git.resolve(request.head) };
  const ends = await fetchedEnds({ ...found, head }, ports.git);
  const changeRequest = { forge: forge.name, number: found.number, url: found.url };
  const made = await makePreview(
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
  const { target } = made.preview;
  if (!target || request.base !== undefined) return made;
  return { ...made, preview: { ...made.preview, target: { ...target, name: found.base.branch } } };
}

function nowhere({ problems }: Attempts): Posting {
  return { ...(problems.length === 0 && { superseded: "no change request is open for this commit" }), problems };
}
