import type { ClusterHost, ClusterHostOptions } from "../cluster-host.ts";

/** Runs every cluster of one local cloud in this process, one HTTPS listener each. */
export async function clusterHost(options: ClusterHostOptions): Promise<ClusterHost> {
  await Promise.resolve();
  throw new Error(`The API server is not built yet (${options.home}).`);
}
