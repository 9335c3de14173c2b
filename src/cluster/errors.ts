import { GroundworkError } from "../lib/index.ts";

/** The API server did not answer, or answered with an error. */
export class ClusterUnreachable extends GroundworkError {
  readonly code = "cluster-unreachable";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly cluster: string; readonly endpoint: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `Cluster ${data.cluster} at ${data.endpoint} does not answer: ${data.problem}. Look with: groundwork doctor`,
      options,
    );
  }
}

/** The API server knows who asks, and does not let them. */
export class ClusterForbids extends GroundworkError {
  readonly code = "cluster-forbids";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly cluster: string; readonly endpoint: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `Cluster ${data.cluster} at ${data.endpoint} does not allow it: ${data.problem}. ` +
        "Ask its administrator for a role with these rights, or use another kubeconfig or account.",
      options,
    );
  }
}

/** No Pod of the sync agent runs where its logs are looked for. */
export class NoAgentPods extends GroundworkError {
  readonly code = "no-agent-pods";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly cluster: string; readonly namespace: string; readonly selector: string },
    options?: ErrorOptions,
  ) {
    super(
      `Cluster ${data.cluster} has no Pod of the sync agent: none in namespace ${data.namespace} is labelled ${data.selector}. ` +
        "Install the agent with: groundwork up",
      options,
    );
  }
}

/** A cluster without the sync agent's objects. */
export class NoSyncAgent extends GroundworkError {
  readonly code = "no-sync-agent";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly cluster: string },
    options?: ErrorOptions,
  ) {
    super(
      `Cluster ${data.cluster} has no Kustomization (kustomize.toolkit.fluxcd.io/v1): the sync agent is not installed. ` +
        "Install it with: groundwork up",
      options,
    );
  }
}

/** A kubeconfig that cannot be used. */
export class UnusableKubeconfig extends GroundworkError {
  readonly code = "unusable-kubeconfig";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly cluster: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `The kubeconfig of cluster ${data.cluster} cannot be used: ${data.problem}. ` +
        "It is the output of its environment's stack: bring that environment up again, so that it is written anew.",
      options,
    );
  }
}

/** The local cloud has no Git host, so its clusters have nothing to follow. */
export class GitHostMissing extends GroundworkError {
  readonly code = "git-host-missing";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly home: string },
    options?: ErrorOptions,
  ) {
    super(
      `The local cloud at ${data.home} serves no Git, because git is not installed. Install git, then run: groundwork local down`,
      options,
    );
  }
}
