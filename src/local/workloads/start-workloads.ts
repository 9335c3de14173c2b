import type { Logger } from "../../lib/index.ts";
import type { ClusterApi, ClusterAttachment, RunningCluster } from "../kubernetes/index.ts";

export interface WorkloadOptions {
  readonly cluster: RunningCluster;
  /** Folder of this cluster's kubelet: pid files, service-account folders and logs of what really runs. Created when missing. */
  readonly folder: string;
  readonly logger?: Logger;
}

/** Stops controllers and processes; also answers `kubectl logs`. */
export type Workloads = Required<ClusterAttachment>;

/**
 * Starts the simulated controllers and the kubelet of one cluster. What ran before a restart is adopted, or ended and started anew.
 *
 * Made to be given to `clusterHost({ onClusterStarted: (cluster, api) => startWorkloads(api, { cluster, folder }) })`.
 */
export async function startWorkloads(_api: ClusterApi, options: WorkloadOptions): Promise<Workloads> {
  await Promise.resolve();
  throw new Error(`The workloads are not built yet (${options.folder}).`);
}
