/**
 * The use cases, one file each.
 *
 * In:   what a person or a pipeline asked for; ports.
 * Out:  values of `change/` that reports render: {@link previewChange}, {@link bringUp}, {@link refreshEnvironments},
 *       {@link destroyEnvironments}, {@link readStatus}.
 * Must not know: adapters, terminals, the process. What can fail is in the values; only what keeps a flow from starting is thrown.
 */

export type { Activity, ProgressEvent } from "../layer/index.ts";
export { affectedEnvironments } from "./affected/index.ts";
export { bringUp, type UpRequest } from "./bring-up.ts";
export {
  type ChangeRequest,
  destroyEnvironments,
  refreshEnvironments,
  type StandingResources,
} from "./change-environments.ts";
export type { ShownBefore } from "./check-shown.ts";
export { decisivePaths, uncommittedPaths } from "./decisive-paths.ts";
export type {
  ClusterAccesses,
  Engines,
  FlowPorts,
  Layers,
  StackState,
  SyncSource,
  Wait,
  Workspace,
  Workspaces,
} from "./ports.ts";
export { type PreviewRequest, previewChange } from "./preview-change.ts";
export { readStatus, type StatusRequest } from "./read-status.ts";
export type { WantedRange } from "./select-range.ts";
