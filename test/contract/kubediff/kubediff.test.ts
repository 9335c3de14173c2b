import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { tokenConnection } from "../../../src/kubernetes/client/index.ts";
import { clusterHost } from "../../../src/local/cluster/api-server/index.ts";
import { kubediffContract } from "./contract.ts";
import { kubeconfigOf } from "./kubeconfig-of.ts";

kubediffContract("the embedded API server", async () => {
  const home = await mkdtemp(path.join(tmpdir(), "kubediff-"));
  const host = await clusterHost({ home });
  const cluster = await host.ensure({ id: "projects/p/locations/l/clusters/c", version: "v1.34.1", nodes: [] });
  const at = { server: `https://${cluster.endpoint}`, ca: cluster.caCertificate, token: cluster.adminToken };
  return {
    connection: tokenConnection(at),
    kubeconfig: kubeconfigOf(at),
    stop: async () => {
      await host.stop();
      await rm(home, { recursive: true });
    },
  };
});
