import type { Suspension, SyncTree } from "../change/index.ts";
import type { SyncStatus } from "../kubernetes/flux-status/index.ts";

/** How to reach one cluster: a kubeconfig file's text. Holds a credential; never logged, never shown. */
export interface ClusterAccess {
  /** As in the stack's `clusters` output. */
  readonly name: string;
  readonly kubeconfig: string;
  /** How a person starts `kubectl` for it, without any credential; `kubectl` alone when left out. */
  readonly kubectl?: string;
  /** What the environment's program has put there: name of the `Kustomization` and of the `GitRepository`. */
  readonly sync: { readonly namespace: string; readonly name: string };
}

/** Which lines of the agents' logs are wanted. */
export interface LogRequest {
  readonly agent: "groundwork" | "flux";
  /** At most so many of the newest lines of each Pod. */
  readonly tail: number;
  /** Goes on with what is logged later, until the signal aborts. */
  readonly follow: boolean;
}

/** One line that an agent has logged. */
export interface LogLine {
  readonly pod: string;
  /** As it was written: JSON of one object for both agents. */
  readonly text: string;
}

/**
 * The cluster side of an environment, as far as the driver has to do with it: it reads what the sync agent says and applied, and
 * asks the agent to look at Git now, to stop, or to go on. It never applies anything.
 *
 * Every method may throw, for a cluster:
 * @throws {ClusterUnreachable} with the API server's own words, also when it does not answer in time.
 * @throws {ClusterForbids} when it answers that this is not allowed.
 * @throws {NoSyncAgent} when the agent's objects are not there.
 * @throws {UnusableKubeconfig}
 */
export interface Clusters {
  /** What the agent says about the environment's own `Kustomization`. */
  syncStatus(cluster: ClusterAccess): Promise<SyncStatus>;
  /** What the agent applied, nested Kustomizations too. An object that cannot be read is there as `Unknown`. */
  objectTree(cluster: ClusterAccess): Promise<SyncTree>;
  /** Asks source and kustomization to reconcile now. Repeatable. */
  requestSync(cluster: ClusterAccess, at: Date): Promise<void>;
  /** Keeps the agent from fetching and from applying, and notes who wants that and why. A second one replaces the note. */
  suspend(cluster: ClusterAccess, suspension: Suspension): Promise<void>;
  /** Takes back {@link suspend}, with its note. Repeatable. */
  resume(cluster: ClusterAccess): Promise<void>;
  /** What the agent's Pods log, each in its own order. Ends with the Pods when it follows. @throws {NoAgentPods} */
  agentLogs(cluster: ClusterAccess, request: LogRequest, signal: AbortSignal): AsyncIterable<LogLine>;
}
