import type { DesiredState } from "../../desired/index.ts";
import type { Engine } from "../../engine/index.ts";
import type { Repository } from "../../git/index.ts";
import type { Clock } from "../../lib/index.ts";
import type { MachineComparison, PlaybookRuns } from "../../playbook/index.ts";
import type { ProgressEvent } from "../progress.ts";

export interface MachinesPorts {
  readonly git: Pick<Repository, "treeOf">;
  readonly engines: {
    /** @throws {GroundworkError} naming what is missing for this environment's cloud. */
    engineFor(
      desired: Pick<DesiredState, "environment" | "cloud">,
    ): Pick<Engine, "outputs" | "exportState" | "refresh">;
    readonly project: string;
    /** Everything is rehearsed on the local cloud. */
    readonly local: boolean;
  };
  /** What carries playbooks out. Absent: nothing is, and what they would do is planned by their files alone. */
  readonly playbookRuns?: PlaybookRuns;
  /** What compares machines with their playbooks. Absent: they are not asked. */
  readonly machines?: MachineComparison;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
}
