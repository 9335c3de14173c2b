import type { CommitId } from "../git/index.ts";

export type DeploymentState = "in-progress" | "success" | "failure" | "inactive";

export interface Deployment {
  readonly environment: string;
  readonly commit: CommitId;
  readonly state: DeploymentState;
  readonly description: string;
  readonly url?: string;
}

/** Where the forge shows which commit stands in which environment. */
export interface Deployments {
  /** Creates the deployment of this environment and commit, or moves the one that is there to `state`. */
  ensureDeployment(deployment: Deployment): Promise<void>;
}
