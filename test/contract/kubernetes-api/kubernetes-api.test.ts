import { kubernetesApiContract } from "./contract.ts";
import { embeddedTarget } from "./embedded-target.ts";

kubernetesApiContract("the embedded API server", async () => await embeddedTarget());

/** The same contract on a server that runs already, such as a kube-apiserver on etcd. */
const { KUBERNETES_API_URL: url, KUBERNETES_API_TOKEN: token } = process.env;
if (url !== undefined && token !== undefined) {
  kubernetesApiContract(`the API server at ${url}`, () =>
    Promise.resolve({ target: { url, token }, stop: () => Promise.resolve() }),
  );
}
