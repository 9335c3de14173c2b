/**
 * The use cases, one file each.
 *
 * In:   what a person or a pipeline asked for; ports.
 * Out:  values of `change/` that reports render: {@link affectedByChange}, {@link previewChange}, {@link bringUp}, {@link refreshEnvironments},
 *       {@link destroyEnvironments}, {@link readStatus}.
 * Must not know: adapters, terminals, the process. What can fail is in the values; only what keeps a flow from starting is thrown.
 */

export type { Activity, ProgressEvent } from "../layer/index.ts";
export type {
  Engines,
  FlowPorts,
  Layers,
  StackState,
  Wait,
} from "./ports.ts";
export { type PreviewRequest, previewChange } from "./preview/preview-change.ts";
export {
  destroyEnvironments,
  type EnvironmentsRequest,
  refreshEnvironments,
  type StandingResources,
} from "./refresh-and-destroy/change-environments.ts";
export { affectedEnvironments } from "./selection/affected/index.ts";
export { affectedByChange } from "./selection/affected-by-change.ts";
export type { WantedRange } from "./selection/select-range.ts";
export { readStatus, type StatusRequest } from "./status/read-status.ts";
export { bringUp, type UpRequest } from "./up/bring-up.ts";
export type { ShownBefore } from "./up/check-shown.ts";
