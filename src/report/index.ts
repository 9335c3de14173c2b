/**
 * The driver's reports: what a change would do, what a run did, where everything stands.
 *
 * In:   values of `change/`.
 * Out:  {@link Block}s from {@link previewReport}, {@link runReport}, {@link statusReport}, printed by {@link terminalLines} or
 *       {@link markdown}; {@link previewComment} for a change request; JSON from {@link previewJson}, {@link runJson}, {@link statusJson}.
 *       A change's environments as jobs of a CI: {@link previewJobs}.
 * Must not know: terminals, forges, files, where the time comes from.
 */
export { affectedReport, behindReport } from "./affected-report.ts";
export { handledReport, treeReport } from "./agents-report.ts";
export { auditReport } from "./audit-report.ts";
export {
  afterRefusalComment,
  type CommentOptions,
  commandsComment,
  failedPreviewComment,
  followUpIssue,
  mendedComment,
  previewAnnotations,
  previewComment,
  rollbackBody,
  runComment,
} from "./comment/index.ts";
export { correctionReport, proposalText, resumedReport } from "./correction-report.ts";
export { type Block, type MarkdownDialect, markdown, terminalLines } from "./document/index.ts";
export { driftReport } from "./drift-report.ts";
export {
  type AgentVerb,
  affectedIn,
  affectedJson,
  auditJson,
  type CorrectionJson,
  correctionJson,
  type DriftJson,
  driftIn,
  driftJson,
  type EnvironmentPreviewJson,
  type EnvironmentRunJson,
  environmentPreviewJson,
  explanationJson,
  handledJson,
  kubediffJson,
  layerChangeJson,
  leasesJson,
  logLineJson,
  type PreviewJson,
  partIn,
  partJson,
  plansIn,
  previewJson,
  type QueueJson,
  queueJson,
  type RunJson,
  recordJson,
  responseJson,
  resumedJson,
  rollbackJson,
  routesJson,
  runJson,
  type StatusJson,
  type StreamedJson,
  statusJson,
  streamedConverged,
  streamedDiverged,
  streamedPreview,
  streamedRun,
  streamedWaiting,
  treeJson,
  waitingJson,
} from "./json/index.ts";
export { kubediffReport } from "./kubediff-report.ts";
export { isAtLeast, type LogLevel, readLogLine } from "./log-line.ts";
export { driftMetrics, type ForgeLimit, type LookFacts, type ScanFacts, statusMetrics } from "./metrics/index.ts";
export { colorPaint, type Paint, plainPaint } from "./operation/index.ts";
export {
  githubMatrix,
  gitlabChildPipeline,
  type JobKeywords,
  jobsOf,
  mostJobsOfMatrix,
  previewJobs,
  problemsOfKeywords,
} from "./pipeline/index.ts";
export { plansReport, previewReport } from "./preview-report.ts";
export {
  doctorReport,
  environmentsReport,
  explanationReport,
  leasesReport,
  recordReport,
  responseReport,
  routesReport,
  runReport,
  runVerdict,
  statusReport,
  waitingReport,
} from "./reports.ts";
export { rollbackReport } from "./rollback-report.ts";
export {
  bindingSection,
  broughtUpBeforeNote,
  layerChangeLine,
  leftGitNote,
  leftWaitingNote,
  mergesLeftNote,
  nothingWaitsNote,
  overtakenNote,
  postingSection,
  previewVerdict,
} from "./section/index.ts";
