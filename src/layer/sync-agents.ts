import type { ClusterTree, Problem, Suspension } from "../change/index.ts";
import type { LogLine, LogRequest } from "../cluster/index.ts";
import type { DesiredState } from "../desired/index.ts";

/** How the clusters of an environment followed Git. */
export type Convergence =
  /** Every agent says that exactly this commit is applied and healthy. */
  | { readonly kind: "converged"; readonly commit: string }
  /** One did not get there in time; `problem` holds its own words, and the objects that hold it up. */
  | { readonly kind: "not-converged"; readonly problem: Problem }
  /** It was not to be waited for, or there is no cluster. */
  | { readonly kind: "not-awaited" };

/** A line of a log, with the cluster that it comes from. */
export interface AgentLogLine extends LogLine {
  readonly cluster: string;
}

/**
 * The sync agents of an environment, as people handle them beside previews and runs.
 *
 * Every method may throw what the port of clusters throws, and
 * @throws {FollowsNoGit} for an environment whose clusters follow nothing
 * @throws {NoClusterYet} for one that was not brought up
 */
export interface SyncAgents {
  /** What they applied and how each object is now. A cluster that cannot be read is a value, and takes nothing from the others. */
  trees(of: DesiredState): Promise<readonly ClusterTree[]>;
  /** Asks them to look at Git now, and waits for what they find there; without a timeout they are only asked. */
  reconcile(of: DesiredState, timeoutMilliseconds: number | undefined): Promise<Convergence>;
  /** @returns the names of the clusters @throws {SuspendedInGit} */
  suspend(of: DesiredState, suspension: Suspension): Promise<readonly string[]>;
  /** @returns the names of the clusters @throws {SuspendedInGit} */
  resume(of: DesiredState): Promise<readonly string[]>;
  /** The lines of one cluster after another; when it follows, of all as they come. */
  logs(of: DesiredState, request: Omit<LogRequest, "agent">): AsyncIterable<AgentLogLine>;
}
