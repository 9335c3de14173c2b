/**
 * Pulumi's deployment: from goals and the old state to steps, from steps to a new state.
 *
 * In:   {@link Goal}s of a program, the old snapshot, providers.
 * Out:  steps carried out side by side, engine events, a snapshot that is right at every moment.
 * Must not know: gRPC, processes, files, where goals come from.
 */
export { ComponentOutputs } from "./component-outputs.ts";
export type { DeploymentContext } from "./context.ts";
export { Decisions } from "./decisions.ts";
export { carryOutDeletions } from "./deletions.ts";
export { OldState } from "./old-state.ts";
export { lookForCreations, type PendingCreation } from "./pending-creations.ts";
export { adoptBeforeDestroy, refreshOldState } from "./refresh-phase.ts";
export { ResultsNotRecorded } from "./results-not-recorded.ts";
export { SnapshotRecorder } from "./snapshot-recorder.ts";
export { StepCounts } from "./step-counts.ts";
export { StepExecutor } from "./step-executor.ts";
export { StepGenerator } from "./step-generator.ts";
export { Stop } from "./stop.ts";
export { unknownTargets } from "./targeting.ts";
export { Targets } from "./targets.ts";
