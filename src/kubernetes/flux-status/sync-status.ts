import type { Condition } from "../flux/index.ts";

/** A condition of Flux's objects, with the time of its last transition as a time. */
export interface SyncCondition extends Pick<Condition, "type" | "status" | "reason" | "message"> {
  readonly since: Date;
}

/** One object of the environment that the agent could not apply, or that is not healthy. */
export interface ObjectProblem {
  /** `<Kind>/<namespace>/<name>` as far as the agent says. */
  readonly object: string;
  readonly problem: string;
}

/** What stands beside `spec.suspend`. */
export interface SyncSuspension {
  readonly by?: string;
  readonly reason?: string;
  readonly at?: string;
  readonly until?: string;
}

/** What the sync agent says about one `Kustomization` and the `GitRepository` that feeds it. */
export interface SyncStatus {
  readonly namespace: string;
  readonly name: string;
  readonly ready: SyncCondition | undefined;
  readonly source: SyncCondition | undefined;
  /** True when the agent says that fetching again alone will not help. */
  readonly sourceStalled: boolean;
  /** True while the agent has not yet asked Git since the newest spec or request. */
  readonly sourceStale: boolean;
  readonly suspended: boolean;
  /** Who did it and why, as far as that was written down; absent while it is not suspended. Times are ISO 8601. */
  readonly suspension?: SyncSuspension;
  /** Commit of the manifests that are applied and healthy, from `lastAppliedRevision`. */
  readonly appliedCommit: string | undefined;
  readonly attemptedCommit: string | undefined;
  /** Commit that the source has fetched. */
  readonly fetchedCommit: string | undefined;
  /** True when the agent says that trying again alone will not help. */
  readonly stalled: boolean;
  /** True while the agent has not yet looked at the newest spec or request. */
  readonly stale: boolean;
  readonly objects: number;
  readonly problems: readonly ObjectProblem[];
}
