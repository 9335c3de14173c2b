import type { RestApi } from "../../src/kubernetes/client/index.ts";

/** A branch that an agent follows, and that a test commits to behind the agent's back. */
export interface FollowedBranch {
  /** As the cluster reaches it. */
  readonly url: string;
  readonly branch: string;
  /** Commits exactly these files. With `parent` null the history begins anew, in place of what stood there. Answers the commit. */
  commit(files: Readonly<Record<string, string>>, options?: { readonly parent?: null }): Promise<string>;
}

/** An agent at work. */
export interface StartedAgent {
  /** Ends it without a warning. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * What a sync agent is tried in: a cluster in which it honors `GitRepository` and `Kustomization` objects of every namespace, and a Git server
 * that the cluster reaches.
 */
export interface Setting {
  readonly api: RestApi;
  /** A branch of its own for each test. */
  branch(name: string): Promise<FollowedBranch>;
  /** Absent where the agent runs already and is not to be touched. */
  readonly agent?: { start(): Promise<StartedAgent> };
  /** Takes the Git server away for as long as `meanwhile` takes; absent where that cannot be done. */
  readonly withoutGit?: (meanwhile: () => Promise<void>) => Promise<void>;
  /** The same for the API server. */
  readonly withoutApiServer?: (meanwhile: () => Promise<void>) => Promise<void>;
  stop(): Promise<void>;
}
