import type { Rollback } from "../../change/index.ts";
import { type PreviewJson, previewJson } from "./preview-json.ts";

/** What `groundwork rollback --json` prints. Within a version members are added, never changed. */
export type RollbackJson = { readonly kind: "rollback"; readonly version: 1; readonly preview?: PreviewJson } & Omit<
  Rollback,
  "preview"
>;

export function rollbackJson({ preview, ...rollback }: Rollback): RollbackJson {
  return { kind: "rollback", version: 1, ...rollback, ...(preview && { preview: previewJson(preview) }) };
}
