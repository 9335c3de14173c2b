import { type ChangePreview, problemOf } from "../../change/index.ts";
import type { BoardLimits, TreeNotes } from "../../forge/index.ts";
import { tellingFailure } from "../../lib/index.ts";
import { type PreviewChangePorts, previewChange } from "../preview/index.ts";
import { previewedRange } from "../selection/index.ts";
import { Attempts } from "./attempts.ts";
import type { ChangeRequestPreview, ChangeRequestPreviewRequest } from "./preview-request.ts";

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
  const note = (write: (limits: BoardLimits) => string) =>
    attempts.try(() => notes.ensureNote(tree, write(notes.limits)));
  const preview: ChangePreview = await tellingFailure(
    () => previewChange({ ...request, manifestTexts: true }, ports),
    async (thrown) => {
      await note((limits) => request.write.failure(change, problemOf(thrown), limits));
    },
  );
  const ensured = await note((limits) => request.write.preview(preview, limits));
  return { preview, posting: { ...(ensured && { note: ensured }), problems: attempts.problems } };
}
