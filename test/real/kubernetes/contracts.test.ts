import { expect, it } from "vitest";
import { kubernetesApiContract } from "../../contract/kubernetes-api/contract.ts";
import { HttpClient } from "../../contract/kubernetes-api/http-client.ts";
import { kubernetesClientContract } from "../../contract/kubernetes-client/contract.ts";
import { realParts } from "../parts/index.ts";
import { describeWithApiServer } from "./index.ts";

describeWithApiServer("the contracts", (server) => {
  it("runs the version that the recipe names", async () => {
    const client = new HttpClient(server());
    const { body } = await client.send("GET", "/version");
    client.close();
    expect(body).toMatchObject({ gitVersion: realParts.kubeApiServer.version, major: "1", minor: "34" });
  });

  const keepRunning = { stop: async () => Promise.resolve() };
  kubernetesClientContract("kube-apiserver", async () => ({ connection: server().connection, ...keepRunning }));
  kubernetesApiContract("kube-apiserver", async () => ({ target: server(), ...keepRunning }));
});
