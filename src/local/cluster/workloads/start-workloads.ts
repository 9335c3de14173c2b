import { RestClient, tokenConnection } from "../../../kubernetes/client/index.ts";
import { type Clock, type EntryPoint, entryPoint, type Logger, silentLogger, systemClock } from "../../../lib/index.ts";
import type { ClusterApi, ClusterAttachment, RunningCluster } from "../api-server/index.ts";
import { controllers } from "./controllers/index.ts";
import { kubelet } from "./kubelet/index.ts";
import { statusWriter } from "./objects/index.ts";
import { runControllers } from "./runtime/index.ts";

export interface WorkloadOptions {
  readonly cluster: RunningCluster;
  /** Folder of this cluster's kubelet: pid files, service-account folders and logs of what really runs. Created when missing. */
  readonly folder: string;
  /** How the sync agent's image is run. Default: this package's own agent. */
  readonly agent?: EntryPoint;
  /** `PATH` of what really runs, for the tools that the agent may call. */
  readonly searchPath?: string;
  /** Version that nodes report. Default: `v1.34.1`. */
  readonly kubeletVersion?: string;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** Stops controllers and processes; also answers `kubectl logs`. */
export type Workloads = Required<ClusterAttachment>;

/**
 * Starts the simulated controllers and the kubelet of one cluster.
 *
 * Made to be given to `clusterHost({ onClusterStarted: (cluster, api) => startWorkloads(api, { cluster, folder }) })`. What
 * an earlier process left running in `folder` is ended first, also when that process was killed.
 */
export async function startWorkloads(api: ClusterApi, options: WorkloadOptions): Promise<Workloads> {
  const { cluster, folder, clock = systemClock, logger = silentLogger } = options;
  const client = new RestClient(
    tokenConnection({ server: `https://${cluster.endpoint}`, ca: cluster.caCertificate, token: cluster.adminToken }),
  );
  const nodes = await kubelet({
    api,
    cluster,
    client,
    folder,
    clock,
    logger,
    agent: options.agent ?? entryPoint("agent"),
    searchPath: options.searchPath ?? "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin",
    kubeletVersion: options.kubeletVersion ?? "v1.34.1",
  });
  const context = { api, clock, setStatus: statusWriter(api) };
  const running = runControllers(api, [...nodes.controllers, ...controllers(context)], logger);
  return {
    stop: async () => {
      await running.stop();
      client.close();
    },
    podLogs: (at) => nodes.logs(at),
  };
}
