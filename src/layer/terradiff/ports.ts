import type { DesiredState } from "../../desired/index.ts";
import type { Engine } from "../../engine/index.ts";
import type { Clock } from "../../lib/index.ts";
import type { ProgressEvent } from "../progress.ts";

export interface TerradiffPorts {
  readonly engines: {
    /** @throws {GroundworkError} naming what is missing for this environment's cloud. */
    engineFor(desired: Pick<DesiredState, "environment" | "cloud">): Engine;
    readonly engineForRemoved: Engine;
    /** Name of the Pulumi project: the other half of every stack's name. */
    readonly project: string;
    readonly local: boolean;
  };
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
}
