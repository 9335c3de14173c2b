/**
 * The history port: what ran, for whom, with which digest.
 *
 * In:   {@link HistoryRecord}s: previews that were shown, runs that were made.
 * Out:  the same, newest first; the preview that a merge is bound to.
 * Must not know: how a record came to be, secrets (digests and property paths hold none).
 * Adapter: `file/` (one JSON file per record in a folder).
 */
export type {
  EnvironmentRecord,
  FoundPlan,
  History,
  HistoryPage,
  HistoryRecord,
  LastRun,
  PreviewRecord,
  RunRecord,
  RunVerb,
  ShownPlan,
} from "./history.ts";
