import type { ClusterAccess, Clusters } from "../../cluster/index.ts";
import type { DesiredState, DesiredSync } from "../../desired/index.ts";
import type { Engine, StackOutputs } from "../../engine/index.ts";
import type { Followed } from "../../environment/index.ts";
import type { CommitId, Repository } from "../../git/index.ts";
import type { Clock } from "../../lib/index.ts";
import type { ProgressEvent } from "../progress.ts";

export interface SyncAgentPorts {
  readonly engines: {
    /** @throws {GroundworkError} naming what is missing for this environment's cloud. */
    engineFor(desired: Pick<DesiredState, "environment" | "cloud">): Pick<Engine, "outputs">;
    /** Name of the Pulumi project: the other half of every stack's name. */
    readonly project: string;
    readonly local: boolean;
  };
  readonly accesses: {
    /** Of the clusters that follow Git, according to the stack's outputs. Empty when there is none. */
    of(outputs: StackOutputs, cloud: Pick<DesiredState["cloud"], "kind">): Promise<readonly ClusterAccess[]>;
  };
  readonly source: {
    /** What the agent of an environment really follows: in a copy of this checkout a branch, also in place of tags. */
    followed(sync: Pick<DesiredSync, "repository" | "follows">): Followed;
    /** Pushes `commit` to `branch` where agents follow a copy of this checkout. Repeatable. */
    publish(commit: CommitId, branch: string): Promise<void>;
  };
  readonly clusters: Clusters;
  readonly git: Pick<Repository, "mergeBase" | "treeOf">;
  readonly clock: Clock;
  /** Resolves early when `signal` aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
}
