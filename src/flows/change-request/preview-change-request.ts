import type { ChangePreview, Posting } from "../../change/index.ts";
import type { ChangeRequest, Forge } from "../../forge/index.ts";
import {
  type MadePreview,
  makePreview,
  type PreviewChangePorts,
  type PreviewRequest,
  previewChange,
  type RecordPreviewPorts,
  recordPreview,
} from "../preview/index.ts";
import { Attempts } from "./attempts.ts";
import { fetchedEnds, findChangeRequest, recordedAs } from "./find-change-request.ts";
import { isFromOutside, portsForAuthor, portsForUnidentified } from "./from-outside.ts";
import { commentPreview, endPosting, type OnChangeRequest, postFailure, setCheckOfPreview } from "./post-preview.ts";
import { runningCheck } from "./posting.ts";
import { type PartsOfChange, type PartsPorts, previewOfParts } from "./preview-of-parts.ts";
import type { ChangeRequestPreview, ChangeRequestPreviewRequest, PreviewPlace } from "./preview-request.ts";
import { notedPreview, previewWithNote } from "./preview-with-note.ts";
import { leftUnrecorded, shownThenRecorded } from "./shown-then-recorded.ts";

/**
 * Previews a change request and keeps its one comment and its check at the newest result: also that nothing changes any more,
 * and that there is no preview. What is on record of the change request was in its comment.
 *
 * At most three requests write, one more where the forge shows notes beside lines, one more where the preview cannot be recorded, and one
 * more where a merge queue refused the change request before.
 * Where a forge does not answer whose change it is, it is previewed as one from outside; what else the forge did not do is in the posting
 * and takes nothing from the preview. A result of a head that has moved
 * since, or of a change request that was closed or is to be merged elsewhere by then, is not posted as the newest and not recorded.
 */
export async function previewChangeRequest(
  request: ChangeRequestPreviewRequest,
  ports: PreviewChangePorts,
  forge: Forge,
): Promise<ChangeRequestPreview> {
  if (!forge.changeRequests && forge.notes) return previewWithNote(request, ports, forge.notes);
  const attempts = new Attempts();
  const found = await attempts.try(() => findWanted(request, ports, forge));
  if (!found) {
    const preview = await attempts.postingFailure(
      () => previewUnidentified(request, attempts.lastProblem, ports),
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

/**
 * Previews a part of a change request, which is shown and recorded elsewhere: the forge is asked only whose change it is, as
 * {@link previewChangeRequest} asks it.
 *
 * @throws {ChangeFromOutside}, {@link ChangeNotIdentified}
 */
export async function previewPart(
  request: Omit<ChangeRequestPreviewRequest, "write">,
  ports: PreviewChangePorts,
  forge: Forge,
): Promise<ChangePreview> {
  if (!forge.changeRequests && forge.notes) return await previewChange(request, ports);
  const attempts = new Attempts();
  const found = await attempts.try(() => findWanted(request, ports, forge));
  for (const problem of attempts.problems) request.onNotPosted(problem);
  if (!found) return await previewUnidentified(request, attempts.lastProblem, ports);
  return await previewChange({ ...request, isFromFork: found.isFromFork }, await portsForAuthor(found, ports, forge));
}

async function findWanted(
  { number, head = "HEAD" }: Pick<ChangeRequestPreviewRequest, "number" | "head">,
  { git }: Pick<PreviewChangePorts, "git">,
  forge: Forge,
): Promise<ChangeRequest | undefined> {
  return await findChangeRequest({ ...(number !== undefined && { number }), commit: () => git.resolve(head) }, forge);
}

async function previewUnidentified(
  request: PreviewRequest,
  problem: string | undefined,
  ports: PreviewChangePorts,
): Promise<ChangePreview> {
  const head = await ports.git.resolve(request.head ?? "HEAD");
  // The commit that was looked at is the one that is previewed.
  return await previewChange({ ...request, head }, await portsForUnidentified(head, problem, ports));
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
  return await endPosting(preview, await commentPreview(preview, on), on);
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
    async () => {
      const ofParts = await make();
      // Jobs of a change from outside made its parts, and may have left out that they rehearsed.
      return found && (await isFromOutside(found, forge)) ? rehearsed(ofParts) : ofParts;
    },
    async (problem) => {
      if (on) await postFailure(problem, on);
    },
    request.onNotPosted,
  );
  if (on) return await showAndRecord(made, on, ports);
  const preview = leftUnrecorded(made.preview, attempts.lastProblem ?? "none is open for it");
  return { preview, posting: nowhere(attempts) };
}

function rehearsed({ preview: made, previewed }: MadePreview): MadePreview {
  const { planDigest: _, ...preview } = made;
  return { preview: { ...preview, rehearsed: "outside" }, previewed };
}

async function showAndRecord(
  made: MadePreview,
  on: OnChangeRequest,
  ports: RecordPreviewPorts,
): Promise<ChangeRequestPreview> {
  const { found, forge } = on;
  const changeRequest = recordedAs(found, forge);
  const { preview, ...shown } = await shownThenRecorded(
    made,
    (each) => commentPreview(each, on),
    (each) => recordPreview(each, { changeRequest }, ports),
  );
  // What was not shown is not on record for that reason alone.
  const posting = await endPosting(shown.notShown === undefined ? preview : made.preview, shown, on);
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
  const changeRequest = recordedAs(found, forge);
  const made = await makePreview(
    {
      ...request,
      ...ends,
      manifestTexts: true,
      into: found.base.branch,
      ...(request.base !== undefined && { base: request.base }),
      isFromFork: found.isFromFork,
      changeRequest,
    },
    await portsForAuthor(found, ports, forge),
  );
  const { target } = made.preview;
  if (!target || request.base !== undefined) return made;
  return { ...made, preview: { ...made.preview, target: { ...target, name: found.base.branch } } };
}

function nowhere({ problems }: Attempts): Posting {
  return { ...(problems.length === 0 && { superseded: "no change request is open for this commit" }), problems };
}
