import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type ClusterHostOptions, clusterHost } from "../../../src/local/cluster/api-server/index.ts";
import type { Target } from "./http-client.ts";

export interface EmbeddedTarget {
  readonly target: Target;
  stop(): Promise<void>;
}

/** An embedded API server with a folder of its own. */
export async function embeddedTarget(
  options: Pick<ClusterHostOptions, "definitionsServedAfter"> = {},
): Promise<EmbeddedTarget> {
  const home = await mkdtemp(path.join(tmpdir(), "kubernetes-api-"));
  const host = await clusterHost({ home, ...options });
  const cluster = await host.ensure({ id: "projects/p/locations/l/clusters/c", version: "v1.34.1", nodes: [] });
  return {
    target: { url: `https://${cluster.endpoint}`, token: cluster.adminToken, ca: cluster.caCertificate },
    stop: async () => {
      await host.stop();
      await rm(home, { recursive: true });
    },
  };
}
