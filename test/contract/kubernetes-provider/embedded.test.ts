import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { clusterHost } from "../../../src/local/cluster/api-server/index.ts";
import { kubernetesProviderContract } from "./suite.ts";

kubernetesProviderContract("the embedded API server", async () => {
  const home = await mkdtemp(path.join(tmpdir(), "groundwork-api-"));
  const host = await clusterHost({ home });
  const { endpoint, caCertificate, adminToken } = await host.ensure({ id: "test", version: "v1.34.1", nodes: [] });
  return {
    server: `https://${endpoint}`,
    ca: caCertificate,
    token: adminToken,
    stop: async () => {
      await host.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
});
