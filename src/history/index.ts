/**
 * The history port: which previews were shown and which runs were made, layer by layer, in one chain per environment.
 *
 * In:   {@link HistoryRecord}s: previews that were shown, runs that were made, notices that people were given, corrections.
 * Out:  the same, newest first; the preview that a merge is bound to; whether the chains hold; {@link actorOf}, who a record names;
 *       {@link latestPlans}, what previews showed last; {@link compareRecorded}: which of two records
 *       was added before; {@link lostAfter}: records that are lost since one of them; {@link mayStand}: whether something may be left of an environment;
 *       {@link readOnce}: the records read once for all questions of a command; {@link withProblemTexts}: a record in words for readers
 *       elsewhere; {@link rememberedCorrections}: what was corrected how often.
 * Must not know: how a record came to be, secrets (digests and property paths hold none).
 * Beside it, {@link KeptPlans}: plans in full, in `plan-files/` of the checkout. They may be lost without harm.
 * Adapters: `file/` (one JSON file per record in a folder, of every version so far); for jobs without a common disk `git-notes/`
 * (commits on a reference of the remote) and `postgres/` (rows of a table; also in a folder, without a server).
 */
export type { RecordedApproval, RecordedChangeRequest } from "../change/index.ts";
export { actorOf } from "./actor.ts";
export { mostCorrections, type RememberedCorrection, rememberedCorrections } from "./corrected.ts";
export {
  type ChainLink,
  type CorrectionsRecord,
  type EnvironmentRecord,
  type FoundLayer,
  type FoundPlan,
  type History,
  type HistoryPage,
  type HistoryRecord,
  historyVersion,
  type KeptRecord,
  type LastRun,
  type LastRuns,
  type LayerRecord,
  type NoticesRecord,
  type PreviewRecord,
  type RecordDigest,
  type RunRecord,
  type RunVerb,
  type ShownPlan,
} from "./history.ts";
export { latestPlans } from "./history-over.ts";
export type { KeptPlans } from "./kept-plans.ts";
export { lostAfter, lostRecordsOf } from "./lost-records.ts";
export { machinesAppliedBy } from "./machines-applied.ts";
export { mayStand } from "./may-stand.ts";
export { compareRecorded, positionOf, type RecordPosition } from "./order.ts";
export { readOnce } from "./read-once.ts";
export { isCorrections, isPreview, isRun } from "./record-kinds.ts";
export { withProblemTexts } from "./record-problems.ts";
export {
  type Appearance,
  type Heartbeat,
  type Matter,
  type MatterKind,
  type MatterState,
  type NoticesChange,
  nothingRemembered,
  type RememberedNotices,
  remembered,
  type Told,
} from "./told.ts";
