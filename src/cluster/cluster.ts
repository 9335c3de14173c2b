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

/**
 * The cluster side of an environment, as far as the driver looks at it: it reads the sync agent's status and asks it to look
 * at Git now. It never applies anything.
 */
export interface Clusters {
  /**
   * What the agent says about the environment's own `Kustomization`.
   *
   * @throws {ClusterUnreachable} with the API server's own words, also when it does not answer in time.
   * @throws {NoSyncAgent} when it is not there.
   * @throws {UnusableKubeconfig}
   */
  syncStatus(cluster: ClusterAccess): Promise<SyncStatus>;
  /** Asks source and kustomization to reconcile now. Repeatable. @throws as {@link syncStatus}. */
  requestSync(cluster: ClusterAccess, at: Date): Promise<void>;
}
