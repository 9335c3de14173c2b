import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { tokenConnection } from "../../../src/kubernetes/client/index.ts";
import { clusterHost } from "../../../src/local/cluster/api-server/index.ts";
import { kubernetesClientContract } from "./contract.ts";

kubernetesClientContract("the embedded API server", async () => {
  const home = await mkdtemp(path.join(tmpdir(), "kubernetes-client-"));
  const host = await clusterHost({ home });
  const cluster = await host.ensure({ id: "projects/p/locations/l/clusters/c", version: "v1.34.1", nodes: [] });
  const { endpoint, caCertificate, adminToken } = cluster;
  return {
    connection: tokenConnection({ server: `https://${endpoint}`, ca: caCertificate, token: adminToken }),
    stop: async () => {
      await host.stop();
      await rm(home, { recursive: true });
    },
  };
});

/** The same contract on a server that runs already, such as a kube-apiserver on etcd. */
const { KUBERNETES_API_URL: server, KUBERNETES_API_TOKEN: token } = process.env;
if (server !== undefined && token !== undefined) {
  kubernetesClientContract(`the API server at ${server}`, async () => ({
    connection: { ...tokenConnection({ server, token }), insecureSkipTlsVerify: true },
    stop: async () => undefined,
  }));
}
