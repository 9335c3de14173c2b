/**
 * The driver's reports as JSON: the documented shape of `--json`.
 *
 * In:   values of `change/`.
 * Out:  {@link affectedJson}, {@link previewJson}, {@link runJson}, {@link queueJson}, {@link statusJson}, {@link recordJson}, {@link responseJson}, {@link explanationJson}, {@link auditJson}
 *       and their types. A shape has a `version`; within one, members are added only. {@link plansIn} reads every version so far.
 *       {@link streamedPreview} and {@link streamedRun} are lines of `--json-stream`. {@link partJson} is for {@link partIn} alone.
 * Must not know: terminals. Nothing in it is secret.
 */
export { type AffectedJson, affectedJson } from "./affected-json.ts";
export { type AgentVerb, handledJson, logLineJson, treeJson } from "./agents-json.ts";
export { auditJson } from "./audit-json.ts";
export { type CorrectionJson, correctionJson, resumedJson } from "./correction-json.ts";
export { type DriftJson, driftIn, driftJson } from "./drift-json.ts";
export { type KubediffJson, kubediffJson } from "./kubediff-json.ts";
export { type LeasesJson, leasesJson } from "./leases-json.ts";
export { partIn, partJson } from "./part-json.ts";
export {
  type EnvironmentPreviewJson,
  environmentPreviewJson,
  type LayerPreviewJson,
  type PreviewJson,
  previewJson,
  type ReasonJson,
} from "./preview-json.ts";
export { type QueueJson, queueJson } from "./queue-json.ts";
export { affectedIn } from "./read-affected.ts";
export { plansIn } from "./read-plans.ts";
export { type ExplanationJson, explanationJson, type RecordJson, recordJson } from "./recorded-json.ts";
export { responseJson } from "./response-json.ts";
export { type RollbackJson, rollbackJson } from "./rollback-json.ts";
export { type RoutesJson, routesJson } from "./routes-json.ts";
export { type EnvironmentRunJson, type LayerRunJson, type RunJson, runJson } from "./run-json.ts";
export { layerChangeJson, type StatusJson, statusJson } from "./status-json.ts";
export {
  type StreamedJson,
  streamedConverged,
  streamedDiverged,
  streamedPreview,
  streamedRun,
  streamedWaiting,
} from "./stream-json.ts";
export { waitingJson } from "./waiting-json.ts";
