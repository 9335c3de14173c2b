import type { Clock } from "../../../lib/index.ts";
import type { OperationOptions, StackName } from "../../engine.ts";
import type { ProviderSource } from "../../provider-source.ts";
import type { ProviderRegistry } from "../providers/index.ts";
import type { Decisions } from "./decisions.ts";
import type { Targets } from "./deletion/targets.ts";
import type { EventStream } from "./events/event-stream.ts";
import type { StepCounts } from "./execution/step-counts.ts";
import type { Reads } from "./reads.ts";
import type { OldState } from "./recording/old-state.ts";
import type { SnapshotRecorder } from "./recording/snapshot-recorder.ts";
import type { Stop } from "./stop.ts";

/** What the parts of one deployment share. */
export interface DeploymentContext {
  readonly stack: StackName;
  /** Nothing is changed, unknown values are allowed. */
  readonly preview: boolean;
  /** The whole operation is a refresh: each refreshed resource is reported as what it turned out to be. */
  readonly refreshOnly: boolean;
  readonly options: OperationOptions;
  readonly targets: Targets;
  readonly old: OldState;
  readonly registry: ProviderRegistry;
  readonly recorder: SnapshotRecorder;
  readonly events: EventStream;
  readonly counts: StepCounts;
  readonly decisions: Decisions;
  readonly reads: Reads;
  readonly stop: Stop;
  readonly clock: Clock;
  /** Says what a resource of some inputs is called in the cloud. */
  readonly idOfCreation?: ProviderSource["idOfCreation"];
}
