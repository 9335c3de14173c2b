/**
 * What a change does, as plain data.
 *
 * In:   engine events, Git trees, the digest of an earlier run.
 * Out:  {@link AffectedSet}, {@link EnvironmentPreview}, {@link EnvironmentRun}, {@link EnvironmentStatus}: an environment as a
 *       list of layers; {@link Plan}, {@link Outcome}: what an engine says of one of them; {@link PlanDigest}, which binds.
 * Must not know: engines, forges, the file system, time.
 */
export {
  type AffectedEnvironment,
  type AffectedSet,
  type CommitRange,
  type FolderChange,
  hasReasonFor,
  type MergeTarget,
  type NotAppliedBecause,
  type NotReached,
  type ReachedByTag,
  type Reason,
  takenFrom,
} from "./affected.ts";
export type { AffectedChange } from "./affected-change.ts";
export type { AfterRefusal } from "./after-refusal.ts";
export {
  type Audit,
  type AuditedCommit,
  type AuditedRun,
  type AuditScope,
  type BroughtTo,
  broughtTo,
  type ChangedEnvironment,
  type CommitFacts,
  type CommitNotInClone,
  type CommitPerson,
  isBroughtTo,
  isInClone,
  isWholeAudit,
  isWithinPeriod,
  joinRuns,
  type LastOutcome,
  lastOutcomes,
  mergesOf,
  type RecordOfCorrections,
  type RecordOfPreview,
  type RecordOfRun,
  type RunOutcomes,
  type UnappliedMerge,
  type UnfinishedCorrection,
  unappliedMerges,
  unfinishedCorrections,
} from "./audit/index.ts";
export type { Binding } from "./binding.ts";
export type { BuiltManifests, BuiltObject, ReadManifests } from "./built-manifests.ts";
export type { ChangedLines, LineRange } from "./changed-lines.ts";
export { type ChangedManifest, changedManifests } from "./changed-manifests.ts";
export { type ChangedScalar, changedScalars } from "./changed-scalars.ts";
export { believedPart, type TouchedEnvironment } from "./check-part.ts";
export type { CheckResult } from "./check-result.ts";
export {
  type CommandAnswer,
  type CommandHelp,
  type CommandResponse,
  type CommandVerdict,
  isAnswered,
} from "./command-answer.ts";
export type { CorrectedDifference } from "./corrected.ts";
export { combinedDigest, digestOf, isPlanDigest, type PlanDigest } from "./digest.ts";
export type { FailedEnvironment, FollowUp, FollowUpShown } from "./follow-up.ts";
export type { HandledAgents } from "./handled-agents.ts";
export {
  type Exposure,
  type ExposureKind,
  exposuresOf,
  type ForcingChange,
  type Loss,
  lossesOf,
  type ManifestExposures,
  madeEmptyBy,
  manifestExposuresOf,
  removalIn,
} from "./impact/index.ts";
export { type Inputs, type InputsDigest, inputsDigestOf, inputsDigestOfLayers } from "./inputs-digest.ts";
export { findInstances, type InstanceIds, type InstancesFound, type StandingInstances } from "./instance-ids.ts";
export { instancesMadeAnew, instancesMissing, stepsOfInfrastructure } from "./instances-made-anew.ts";
export { digestOfKeptPlan, type KeptPlanDigest } from "./kept-plan.ts";
export {
  type ClustersAgainstGit,
  type FieldDifference,
  type Kubediff,
  type KubediffMode,
  kubediffCounts,
  type LeftObject,
  type LeftObjects,
  type ManifestProblem,
  type ObjectDifference,
  type ObjectVerdict,
  type OthersFields,
  verdictOfClusters,
  verdictOfKubediff,
} from "./kubediff.ts";
export { type Layer, layersInOrder } from "./layer.ts";
export type { CutOffRun, LeaseStatus, PendingOperationFound } from "./lease.ts";
export { isAtOrBelow } from "./leaves.ts";
export type { MachineRun, MachinesAgainstGit } from "./machines.ts";
export { withMadeUpNamesUnknown, withoutMadeUpNames } from "./made-up-names.ts";
export { type ManifestFiles, unshownManifests, unshownPlaybookFiles } from "./manifest-files.ts";
export { manifestSteps } from "./manifest-steps.ts";
export type { ManifestTexts } from "./manifest-texts.ts";
export { type ExpectedParts, mergePreviews, type PreviewPart } from "./merge-previews.ts";
export {
  type AppliedTree,
  type ClusterTree,
  type EnvironmentTree,
  everyObject,
  type HeldUpBy,
  healthWords,
  holdUpLines,
  holdUpsOf,
  loudestFirst,
  type ObjectHealth,
  type ReadyWord,
  type RootNode,
  type SourceNode,
  type SyncTree,
  type TreeObject,
  type TreeVerdict,
  treeVerdict,
} from "./object-tree.ts";
export {
  type LinkedPackage,
  linkedPackages,
  type PackageFiles,
  packageChanges,
  packagesInstalledOtherwise,
  packagesNeeding,
} from "./packages.ts";
export type {
  Diagnostic,
  OperationResult,
  Outcome,
  Plan,
  PlannedStep,
  PlanReads,
  PropertyChange,
  PropertyChangeKind,
  StepOp,
  TakenStep,
} from "./plan.ts";
export { isDeletion } from "./plan.ts";
export type { MalformedPlaybook, PlaybookCheck } from "./playbook-check.ts";
export type { Posting } from "./posting.ts";
export {
  type ChangePreview,
  digestOfPreview,
  digestOfPreviews,
  type EnvironmentPreview,
  isPlanned,
  type LayerPlan,
  type LayerPreview,
  layersToCompare,
  loudestPreviewKind,
  type PlannedLayer,
  type PreviewKind,
  plannedLayer,
  previewKind,
  previewProblems,
  problemsIn,
  type RestsOn,
  type ShownBefore,
  type Uncommitted,
} from "./preview.ts";
export { commonKind, type Problem, problemOf } from "./problem.ts";
export {
  type EnvironmentHealth,
  type ForeseenPromotion,
  type ForeseenStage,
  type Health,
  type HeldBecause,
  type Hold,
  holdText,
  type PromotionEnd,
  type PromotionOutcome,
  promotionEnd,
  waitsForTime,
} from "./promotion.ts";
export type { LeftWaiting, WaitingOnBranch } from "./queue.ts";
export type {
  Explanation,
  RecordedApproval,
  RecordedChange,
  RecordedChangeRequest,
  RecordedCircumstances,
  RecordedEvent,
  RecordedHistory,
  RecordedQueue,
  Verification,
} from "./recorded.ts";
export type { Removal } from "./removal.ts";
export type { ChangePlace, Irreversible, PrunedFile, RestoredFile, Rollback } from "./rollback.ts";
export type { RouteTold } from "./route-told.ts";
export {
  type ChangeRun,
  type EnvironmentRun,
  isGoodEnd,
  type LayerRun,
  type LayerWork,
  layerRunOf,
  leftUnknown,
  loudestRunKind,
  promotionOf,
  type Refusal,
  type RunKind,
  runKind,
  runSucceeded,
  type Unshown,
  waitingUntil,
} from "./run.ts";
export { errorsIn, type RunFacts, runOfOutcome } from "./run-of-outcome.ts";
export { isSecretValue, masked, maskedProperties, secretPlaceholder } from "./secret.ts";
export { type BindingPlan, keepsPlan, type ShownLayer, shownLayer, whatIsShown } from "./shown-layer.ts";
export { differingPaths, type ShownStep, shownSteps } from "./shown-step.ts";
export type { LastChange } from "./stale-layer.ts";
export type { StateLookedAt } from "./state-looked-at.ts";
export {
  type EnvironmentStatus,
  type FleetStatus,
  type LayerStatus,
  type UndeclaredStack,
  type Verdict,
  verdictOf,
  verdictsByLoudness,
  worstVerdict,
} from "./status.ts";
export { type LayerChange, layerChanges } from "./status-changes.ts";
export { type ComparedWords, statusOfPreview } from "./status-of-preview.ts";
export { addCounts, type ChangeCounts, countChanges, hasChanges, noChanges, plannedText } from "./summary.ts";
export { isOverdue, type Suspension, suspensionText } from "./suspension.ts";
export { type UnshownStep, unshownSteps } from "./unshown.ts";
export { unshownOfSeveral } from "./unshown-of-several.ts";
export { belongsToStack, type ResourceName, resourceNameOf } from "./urn.ts";
