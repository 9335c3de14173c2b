import type { DesiredState } from "../desired/index.ts";
import type { StackOutputs } from "../engine/index.ts";
import type { ClusterAccess } from "./cluster.ts";

/** How to reach the clusters of an environment. */
export interface ClusterAccesses {
  /** Of the clusters that follow Git, according to the stack's outputs. Empty when there is none. */
  of(outputs: StackOutputs, cloud: Pick<DesiredState["cloud"], "kind">): Promise<readonly ClusterAccess[]>;
}
