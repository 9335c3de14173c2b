import type { Kubediff, Layer } from "../../change/index.ts";
import type { DesiredState } from "../../desired/index.ts";
import type { StackConfig } from "../../engine/index.ts";
import type { CommitTree } from "../../git/index.ts";
import type { CheckLimit } from "../../layer/index.ts";
import type { Workspace } from "../../program/index.ts";
import type { DesiredStates, StandingStacks } from "../selection/index.ts";
import type { ShownPlans } from "./shown-plans.ts";
import type { StandingManifests } from "./standing-manifests.ts";

/** Files of the commit that is looked at: as Git has them, and as the program finds them. */
export interface LookedAt {
  readonly tree: CommitTree;
  readonly desired: DesiredStates;
  readonly workspace: Workspace;
  /** Given to every program beside its own configuration. */
  readonly config: StackConfig;
  /** Compare with the cloud as it is now, not as the state remembers it. */
  readonly refresh: boolean;
  readonly standing: StandingStacks;
  /** Whether the state of an environment is known to be what its program makes of the commit. Absent: the program is asked. */
  readonly isAsApplied?: (environment: string) => Promise<boolean>;
  /** What compares the clusters of an environment with the commit. Absent where none is to be asked. */
  readonly kubediffs?: (of: DesiredState) => Promise<readonly Kubediff[]>;
  /** Ask machines how they stand to their playbooks. @default false */
  readonly checksMachines?: boolean;
  /** How long machines may be asked, all together. Absent: without an end of its own. */
  readonly checkLimit?: CheckLimit;
  /** The manifests that agents were handed last. Absent where the cluster is not compared. */
  readonly manifests?: StandingManifests;
  /**
   * Whether manifests that the sync agent or the cluster would refuse fail the preview. An `up` goes on: the agent isolates what
   * is wrong, and one typing error does not stop a whole environment.
   */
  readonly refuseManifests?: boolean;
  /** Whether one process may run the program for several environments. @default false */
  readonly mayShareProcess?: boolean;
  /** Compare no other layers. @default all that a preview shows */
  readonly only?: readonly Layer[];
  /** How long the comparison of one environment may take, in milliseconds. @default without an end */
  readonly limitMilliseconds?: number;
  /**
   * Of each environment, those whose outputs it may use: it is compared on what the change makes of them. Absent: each is compared
   * on what stands of the others.
   */
  readonly dependencies?: ReadonlyMap<string, ReadonlySet<string>>;
  /** Environments that the same change touches, and that are not among those that are previewed. */
  readonly unselected?: readonly string[];
  /** What was shown before and is taken over where its inputs are the same. Absent: everything is compared. */
  readonly shown?: ShownPlans;
}
