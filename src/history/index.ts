/**
 * The history port: which previews were shown and which runs were made, layer by layer.
 *
 * In:   {@link HistoryRecord}s: previews that were shown, runs that were made.
 * Out:  the same, newest first; the preview that a merge is bound to.
 * Must not know: how a record came to be, secrets (digests and property paths hold none).
 * Adapter: `file/` (one JSON file per record in a folder, of every version so far).
 */
export {
  type EnvironmentRecord,
  type FoundPlan,
  type History,
  type HistoryPage,
  type HistoryRecord,
  historyVersion,
  type LastRun,
  type LayerRecord,
  type PreviewRecord,
  type RunRecord,
  type RunVerb,
  type ShownLayer,
  type ShownPlan,
} from "./history.ts";
