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
  /**
   * The most environments that one run may have to be shown: each costs requests, and forges limit these by the minute. Runs with
   * more are not shown. No limit when left out.
   */
  readonly mostOfOneRun?: number;
  /** Creates the deployment of this environment and commit, or moves the one that is there to `state`. */
  ensureDeployment(deployment: Deployment): Promise<void>;
}
