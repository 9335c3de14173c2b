/**
 * Pulumi's deployment: from goals and the old state to steps, from steps to a new state.
 *
 * In:   {@link Goal}s of a program, the old snapshot, providers.
 * Out:  steps carried out side by side, engine events, a snapshot that is right at every moment.
 * Must not know: gRPC, processes, files, where goals come from.
 */
export type { DeploymentContext } from "./context.ts";
export { Decisions } from "./decisions.ts";
export { carryOutDeletions } from "./deletion/deletions.ts";
export { urnsNeededBy } from "./deletion/dependencies.ts";
export { Targets } from "./deletion/targets.ts";
export { EventStream } from "./events/index.ts";
export { ComponentOutputs } from "./execution/component-outputs.ts";
export { StepCounts } from "./execution/step-counts.ts";
export { StepExecutor } from "./execution/step-executor.ts";
export type { Alias, Goal, ReadGoal } from "./generation/goal.ts";
export { RegistrationAbandoned } from "./generation/goal-problems.ts";
export { type Registered, StepGenerator } from "./generation/step-generator.ts";
export { unknownTargets } from "./generation/targeting.ts";
export { Reads } from "./reads.ts";
export { OldState } from "./recording/old-state.ts";
export { ResultsNotRecorded } from "./recording/results-not-recorded.ts";
export { SnapshotRecorder } from "./recording/snapshot-recorder.ts";
export { lookForCreations, type PendingCreation } from "./refresh/pending-creations.ts";
export { adoptBeforeDestroy, refreshOldState } from "./refresh/refresh-phase.ts";
export { Stop } from "./stop.ts";
