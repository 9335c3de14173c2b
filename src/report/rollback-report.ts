import type { Rollback } from "../change/index.ts";
import type { Block } from "./document/index.ts";
import { previewReport } from "./preview-report.ts";
import { irreversibleSection, restoredSection, rollbackHead, rollbackPlaceSection } from "./section/index.ts";

/** A rollback: the losses that cannot be undone before all else, the files that are taken back, its preview, and the next step. */
export function rollbackReport(rollback: Rollback): readonly Block[] {
  const { preview } = rollback;
  return [
    ...rollbackHead(rollback),
    ...irreversibleSection(rollback),
    ...restoredSection(rollback),
    ...(preview ? previewReport(preview) : []),
    ...rollbackPlaceSection(rollback),
  ];
}
