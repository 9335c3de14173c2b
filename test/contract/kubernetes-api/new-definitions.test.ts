import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RestApi, RestClient, tokenConnection, UnknownKind } from "../../../src/kubernetes/client/index.ts";
import { type EmbeddedTarget, embeddedTarget } from "./embedded-target.ts";
import { eventually, HttpClient } from "./http-client.ts";
import { isEstablished } from "./new-definitions-contract.ts";

describe("an embedded API server that takes its time with new definitions", () => {
  let server: EmbeddedTarget;
  let client: HttpClient;
  beforeAll(async () => {
    server = await embeddedTarget({ definitionsServedAfter: 1000 });
    client = new HttpClient(server.target);
  });
  afterAll(async () => {
    client.close();
    await server.stop();
  });

  it("has the definition established while its kind is unknown to clients, and serves it then", async () => {
    const schema = { openAPIV3Schema: { type: "object" } };
    const at = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    await client.send("POST", at, {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "gadgets.example.com" },
      spec: {
        group: "example.com",
        scope: "Cluster",
        names: { plural: "gadgets", kind: "Gadget" },
        versions: [{ name: "v1", served: true, storage: true, schema }],
      },
    });
    const definition = await eventually(
      async () => await client.send("GET", `${at}/gadgets.example.com`),
      ({ body }) => isEstablished(body),
    );
    expect(isEstablished(definition.body)).toBe(true);
    const { url, token, ca = "" } = server.target;
    const rest = new RestClient(tokenConnection({ server: url, token, ca }));
    const api = new RestApi(rest, { fieldManager: "test" });
    await expect(api.resourceOf("example.com/v1", "Gadget")).rejects.toBeInstanceOf(UnknownKind);
    await expect
      .poll(async () => await api.resourceOf("example.com/v1", "Gadget").catch(() => undefined))
      .toBeDefined();
    rest.close();
  });
});
