/**
 * Who changed what, when, approved by whom and with what effect.
 *
 * In:   what records of runs, previews and corrections say, the commits of the branch.
 * Out:  {@link Audit}: {@link AuditedRun}s from {@link joinRuns}, {@link UnfinishedCorrection}s from {@link unfinishedCorrections}, and
 *       {@link UnappliedMerge}s from {@link unappliedMerges}.
 * Must not know: where records are kept, Git, time.
 */
export {
  type Audit,
  type AuditedCommit,
  type AuditedRun,
  type CommitNotInClone,
  type CommitPerson,
  isInClone,
  isWholeAudit,
  type UnappliedMerge,
  type UnfinishedCorrection,
} from "./audit.ts";
export {
  type AuditScope,
  type CommitFacts,
  isWithinPeriod,
  joinRuns,
  mergesOf,
  type RecordOfPreview,
  type RecordOfRun,
} from "./join-audit.ts";
export { type LastOutcome, lastOutcomes, type RunOutcomes } from "./last-outcomes.ts";
export {
  type BroughtTo,
  broughtTo,
  type ChangedEnvironment,
  isBroughtTo,
  unappliedMerges,
} from "./unapplied-merges.ts";
export { type RecordOfCorrections, unfinishedCorrections } from "./unfinished-corrections.ts";
