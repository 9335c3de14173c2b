/**
 * What bringing environments up would do.
 *
 * In:   the selected environments, their desired states, the layers' adapters and earlier records, through ports.
 * Out:  {@link previewChange} for a change request; {@link previewEnvironments} for what an `up` or a status compares;
 *       {@link makePreview} and {@link recordPreview} for one that is shown in between.
 * Must not know: how a difference is shown, runs.
 */

export { changedLines, ownRange } from "./changed-lines.ts";
export { withPlaybookChecks } from "./check-playbooks.ts";
export type { LookedAt } from "./looked-at.ts";
export {
  type MadePreview,
  makePreview,
  type PreviewChangePorts,
  type PreviewRequest,
  previewChange,
  type RecordPreviewPorts,
  recordPreview,
} from "./preview-change.ts";
export { type ComparedEnvironment, previewEnvironments } from "./preview-environments.ts";
export { programIsOfBase } from "./program-of-base.ts";
export { readChangedManifests } from "./read-changed-manifests.ts";
export { type StandingManifests, standingManifests } from "./standing-manifests.ts";
