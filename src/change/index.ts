/**
 * What a change does, as plain data.
 *
 * In:   engine events, Git trees, the digest of an earlier run.
 * Out:  {@link Plan}, {@link Outcome}, {@link AffectedSet}, {@link PlanDigest}: readonly values that reports render and `up`
 *       compares.
 * Must not know: engines, forges, the file system, time.
 */
export {
  type AffectedEnvironment,
  type AffectedSet,
  type CommitRange,
  type FolderChange,
  type Layer,
  type MergeTarget,
  type Reason,
  unhandledLayers,
} from "./affected.ts";
export type { CheckResult } from "./check-result.ts";
export { combinedDigest, digestOf, isPlanDigest, type PlanDigest } from "./digest.ts";
export { type ManifestFiles, unshownManifests } from "./manifest-files.ts";
export { type PackageFiles, packageChanges } from "./packages.ts";
export type {
  Diagnostic,
  OperationResult,
  Outcome,
  Plan,
  PlannedStep,
  PropertyChange,
  PropertyChangeKind,
  StepOp,
  TakenStep,
} from "./plan.ts";
export { type ChangePreview, type EnvironmentPreview, previewProblems, type Uncommitted } from "./preview.ts";
export { commonKind, type Problem, problemOf } from "./problem.ts";
export {
  type ChangeRun,
  type Convergence,
  type EnvironmentRun,
  leftUnknown,
  type Refusal,
  runSucceeded,
  type Unshown,
} from "./run.ts";
export { isSecretValue, masked, maskedProperties, secretPlaceholder } from "./secret.ts";
export { type ShownStep, shownSteps } from "./shown-step.ts";
export type { StateLookedAt } from "./state-looked-at.ts";
export {
  type EnvironmentStatus,
  type FleetStatus,
  type LayerStatus,
  type Verdict,
  verdictOf,
  worstVerdict,
} from "./status.ts";
export { addCounts, type ChangeCounts, countChanges, hasChanges, noChanges, plannedText } from "./summary.ts";
export { type UnshownStep, unshownSteps } from "./unshown.ts";
export { belongsToStack, type ResourceName, resourceNameOf } from "./urn.ts";
