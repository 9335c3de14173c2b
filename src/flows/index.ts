/**
 * The use cases, one file each.
 *
 * In:   what a person or a pipeline asked for; ports.
 * Out:  values of `change/` that reports render: {@link affectedByChange}, {@link previewChange}, {@link bringUp},
 *       {@link refreshEnvironments}, {@link destroyEnvironments}, {@link readStatus}, {@link detectDrift}, {@link correctDrift}, {@link rollbackEnvironment}; with a forge
 *       {@link previewChangeRequest}, {@link bringUpReviewed}, {@link bringUpQueue}, {@link respond}; from the record alone
 *       {@link readRecord}, {@link explainResource}, and with the commits of the branch {@link auditRecord};
 *       from the leases {@link readLeases}, {@link releaseLease}; of what lasts {@link tellOfDrift}, {@link tryRoutes}; of sync agents
 *       {@link readTrees}, {@link reconcileEnvironments},
 *       {@link suspendEnvironments}, {@link resumeEnvironments}, {@link readLogs}; below all of them {@link bootstrap}.
 * Must not know: adapters, terminals, the process. What can fail is in the values; only what keeps a flow from starting is thrown.
 */

export type { Activity, ProgressEvent } from "../layer/index.ts";
export { auditRecord, readOutcomes } from "./audit/index.ts";
export { type BootstrapPorts, type Bootstrapped, bootstrap, type StatePlace } from "./bootstrap/index.ts";
export {
  type BroughtUp,
  bringUpReviewed,
  broughtUpBefore,
  type ChangeRequestPreview,
  landedCommits,
  type PartsOfChange,
  type PreviewWriter,
  postMergeGroup,
  postParts,
  postPreview,
  previewChangeRequest,
  previewOfParts,
  previewPart,
  type ReviewedRun,
  type RunWriter,
  showBroughtUp,
} from "./change-request/index.ts";
export { type CorrectRequest, correctDrift, resumeCorrections } from "./correct/index.ts";
export { type DriftRequest, detectDrift, mergeDriftParts } from "./drift/index.ts";
export { kubediff, kubediffOfEnvironment } from "./kubediff/index.ts";
export { type ReleaseRequest, readLeases, releaseLease } from "./lease/index.ts";
export { type TellPorts, type ToldOfDrift, tellOfDrift, tryRoutes } from "./notify/index.ts";
export type {
  Engines,
  FlowPorts,
  Layers,
  StackState,
  Wait,
} from "./ports.ts";
export { type PreviewRequest, previewChange, recordPreview } from "./preview/index.ts";
export {
  bringUpQueue,
  bringUpTag,
  type QueueEnd,
  type QueueRun,
  type QueueUpRequest,
  readWaiting,
  type WaitingForApproval,
  waitingForApproval,
} from "./queue/index.ts";
export { explainResource, readRecord } from "./record/index.ts";
export {
  destroyEnvironments,
  type EnvironmentsRequest,
  refreshEnvironments,
  type StandingResources,
} from "./refresh-and-destroy/index.ts";
export {
  type PreviewToHandOver,
  type RespondPorts,
  type RespondRequest,
  type RespondWriter,
  respond,
} from "./respond/index.ts";
export { type RollbackPorts, type RollbackRequest, rollbackEnvironment } from "./rollback/index.ts";
export {
  affectedByChange,
  affectedEnvironments,
  everywhere,
  mainLineOf,
  reachOf,
  requireKnown,
  type WantedRange,
} from "./selection/index.ts";
export { readStatus, type StatusRequest } from "./status/index.ts";
export {
  type LogsRequest,
  type ReconcileRequest,
  readLogs,
  readTrees,
  reconcileEnvironments,
  resumeEnvironments,
  type SuspendRequest,
  suspendEnvironments,
} from "./sync-agents/index.ts";
export { bringUp, type ShownBefore, type UpRequest } from "./up/index.ts";
