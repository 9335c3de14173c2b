/**
 * The driver's reports as JSON: the documented shape of `--json`.
 *
 * In:   values of `change/`.
 * Out:  {@link previewJson}, {@link runJson}, {@link statusJson} and their types. A shape has a `version`; members are added only.
 * Must not know: terminals. Nothing in it is secret.
 */
export { type EnvironmentPreviewJson, type PreviewJson, previewJson, type ReasonJson } from "./preview-json.ts";
export { type PlanInReport, plansIn } from "./read-plans.ts";
export { type ConvergenceJson, type EnvironmentRunJson, type RunJson, runJson } from "./run-json.ts";
export { type StatusJson, statusJson } from "./status-json.ts";
