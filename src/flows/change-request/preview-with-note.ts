import type { Posting } from "../../change/index.ts";
import type { TreeNotes } from "../../forge/index.ts";
import {
  type MadePreview,
  makePreview,
  type PreviewChangePorts,
  type RecordPreviewPorts,
  recordPreview,
} from "../preview/index.ts";
import { previewedRange } from "../selection/index.ts";
import { Attempts } from "./attempts.ts";
import type { ChangeRequestPreview, ChangeRequestPreviewRequest, PreviewWriter } from "./preview-request.ts";
import { type Showing, shownThenRecorded } from "./shown-then-recorded.ts";

/**
 * Previews a change on a server without change requests, and keeps the note of the tree that merging it gives at the newest
 * result. A merge of the same files has the note as well, and so has the next preview of them: it replaces what stands there.
 */
export async function previewWithNote(
  request: ChangeRequestPreviewRequest,
  ports: PreviewChangePorts,
  notes: TreeNotes,
): Promise<ChangeRequestPreview> {
  const attempts = new Attempts();
  const { range, change } = await previewedRange(request, ports.git);
  const { tree } = await ports.git.commit(range.head);
  const made = await attempts.postingFailure(
    () => makePreview({ ...request, manifestTexts: true }, ports),
    async (problem) => {
      await attempts.try(() => notes.ensureNote(tree, request.write.failure(change, problem, notes.limits)));
    },
    request.onNotPosted,
  );
  return await notedPreview(made, request.write, ports, notes);
}

/** Notes a preview beside the tree that it is of, and records it then. */
export async function notedPreview(
  made: MadePreview,
  write: PreviewWriter,
  ports: RecordPreviewPorts,
  notes: TreeNotes,
): Promise<ChangeRequestPreview> {
  const attempts = new Attempts();
  const { tree } = await ports.git.commit(made.previewed);
  const { preview, posted } = await shownThenRecorded(
    made,
    async (each): Promise<Showing<Pick<Posting, "note">>> => {
      const note = await attempts.try(() => notes.ensureNote(tree, write.preview(each, notes.limits)));
      return note ? { posted: { note } } : { posted: {}, notShown: attempts.lastProblem ?? "its note was not written" };
    },
    (each) => recordPreview(each, {}, ports),
  );
  return { preview, posting: { ...posted, problems: attempts.problems } };
}
