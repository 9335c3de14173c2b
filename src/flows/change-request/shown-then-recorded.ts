import { type ChangePreview, problemOf } from "../../change/index.ts";
import { PreviewNotShown } from "../errors.ts";
import type { MadePreview } from "../preview/index.ts";

/** What came of showing a preview. */
export interface Showing<Posted> {
  readonly posted: Posted;
  /** Why people cannot see it, as a part of a sentence. Absent where they can. */
  readonly notShown?: string;
}

export interface ShownPreview<Posted> extends Showing<Posted> {
  /** With the reason where it is not on record. */
  readonly preview: ChangePreview;
}

/**
 * Shows a preview, and records it only then: what is on record was there for people to see. A run that is killed in between leaves
 * a preview that nothing can be held to, and that is made again. Where the record cannot be written, that is shown as well.
 */
export async function shownThenRecorded<Posted>(
  made: MadePreview,
  show: (preview: ChangePreview) => Promise<Showing<Posted>>,
  record: (made: MadePreview) => Promise<ChangePreview>,
): Promise<ShownPreview<Posted>> {
  const shown = await show(made.preview);
  const { notShown } = shown;
  if (notShown !== undefined) return { ...shown, preview: leftUnrecorded(made.preview, notShown) };
  const preview = await record(made);
  if (preview.unrecorded) await show(preview);
  return { ...shown, preview };
}

/** A preview that is not put on record, because people cannot see it. */
export function leftUnrecorded(preview: ChangePreview, because: string): ChangePreview {
  return { ...preview, unrecorded: problemOf(new PreviewNotShown({ commit: preview.commit, because })) };
}
