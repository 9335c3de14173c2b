import { GroundworkError } from "../lib/index.ts";

/** The clusters of an environment follow nothing, so that there is no agent to handle. */
export class FollowsNoGit extends GroundworkError {
  readonly code = "follows-no-git";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly environment: string },
    options?: ErrorOptions,
  ) {
    super(
      `No cluster of ${data.environment} follows Git: its declaration has no \`sync\`. ` +
        "Add a cluster and `sync` to its environment.yaml, and bring that up.",
      options,
    );
  }
}

/** An environment that declares a cluster which does not stand. */
export class NoClusterYet extends GroundworkError {
  readonly code = "no-cluster-yet";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly environment: string; readonly local: boolean },
    options?: ErrorOptions,
  ) {
    super(
      `The stack of ${data.environment} has no cluster that follows Git. ` +
        `Bring it up with: groundwork up --env ${data.environment}${data.local ? " --local" : ""}`,
      options,
    );
  }
}

/** What a file declares is not changed in the cluster: the next run would take it back. */
export class SuspendedInGit extends GroundworkError {
  readonly code = "suspended-in-git";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly environment: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.environment} is suspended by its declaration: environment.yaml has \`sync.suspend: true\`. ` +
        "Take that line out there, and bring the change up.",
      options,
    );
  }
}
