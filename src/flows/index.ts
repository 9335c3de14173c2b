/**
 * The use cases, one file each.
 *
 * In:   what a person or a pipeline asked for; ports.
 * Out:  values of `change/` that reports render: {@link affectedByChange}, {@link previewChange}, {@link bringUp},
 *       {@link refreshEnvironments}, {@link destroyEnvironments}, {@link readStatus}; with a forge {@link previewChangeRequest},
 *       {@link bringUpReviewed}; from the record alone {@link readRecord}, {@link explainResource}.
 * Must not know: adapters, terminals, the process. What can fail is in the values; only what keeps a flow from starting is thrown.
 */

export type { Activity, ProgressEvent } from "../layer/index.ts";
export {
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
  type ReviewedRun,
  type RunWriter,
} from "./change-request/index.ts";
export type {
  Engines,
  FlowPorts,
  Layers,
  StackState,
  Wait,
} from "./ports.ts";
export { type PreviewRequest, previewChange, recordPreview } from "./preview/index.ts";
export { explainResource, readRecord } from "./record/index.ts";
export {
  destroyEnvironments,
  type EnvironmentsRequest,
  refreshEnvironments,
  type StandingResources,
} from "./refresh-and-destroy/index.ts";
export {
  affectedByChange,
  affectedEnvironments,
  mainLineOf,
  requireKnown,
  type WantedRange,
} from "./selection/index.ts";
export { readStatus, type StatusRequest } from "./status/index.ts";
export { bringUp, type ShownBefore, type UpRequest } from "./up/index.ts";
