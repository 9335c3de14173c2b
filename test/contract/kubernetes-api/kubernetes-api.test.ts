import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { clusterHost } from "../../../src/local/cluster/api-server/index.ts";
import { kubernetesApiContract } from "./contract.ts";

kubernetesApiContract("the embedded API server", async () => {
  const home = await mkdtemp(path.join(tmpdir(), "kubernetes-api-"));
  const host = await clusterHost({ home });
  const cluster = await host.ensure({ id: "projects/p/locations/l/clusters/c", version: "v1.34.1", nodes: [] });
  return {
    target: { url: `https://${cluster.endpoint}`, token: cluster.adminToken, ca: cluster.caCertificate },
    stop: async () => {
      await host.stop();
      await rm(home, { recursive: true });
    },
  };
});

/** The same contract on a server that runs already, such as a kube-apiserver on etcd. */
const { KUBERNETES_API_URL: url, KUBERNETES_API_TOKEN: token } = process.env;
if (url !== undefined && token !== undefined) {
  kubernetesApiContract(`the API server at ${url}`, () =>
    Promise.resolve({ target: { url, token }, stop: () => Promise.resolve() }),
  );
}
