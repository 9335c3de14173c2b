import { expect, it } from "vitest";
import { type Answer, eventually, type Json } from "./http-client.ts";
import type { Subject } from "./objects-contract.ts";

/** How long what a definition defines is not served yet. */
export function newDefinitionsContract({ client, namespace }: Subject): void {
  const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  it("serves the resource of a new definition not at once, but once discovery lists it", async () => {
    const group = `${namespace()}.example.com`;
    const version = { name: "v1", served: true, storage: true };
    const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `gadgets.${group}` },
      spec: {
        group,
        scope: "Namespaced",
        names: { plural: "gadgets", kind: "Gadget" },
        versions: [{ ...version, schema }],
      },
    };
    expect((await client().send("POST", definitions, definition)).status).toBe(201);
    const gadgets = `/apis/${group}/v1/namespaces/${namespace()}/gadgets`;
    const { status, body } = await client().send("GET", gadgets);
    // kube-apiserver answers the second for the moment in which it makes the storage, which a question on a busy machine may come into.
    const unserved = [
      [404, "404 page not found\n"],
      [429, "storage is (re)initializing"],
    ];
    expect(unserved).toContainEqual([status, body[status === 404 ? "text" : "message"]]);

    await eventually(
      async () => await client().send("GET", `${definitions}/gadgets.${group}`),
      ({ body }) => isEstablished(body),
    );
    const isServed = ({ status }: Answer) => status === 200;
    await eventually(async () => await client().send("GET", `/apis/${group}/v1`), isServed);
    await eventually(async () => await client().send("GET", gadgets), isServed);
    const gadget = { apiVersion: `${group}/v1`, kind: "Gadget", metadata: { name: "a" } };
    expect((await client().send("POST", gadgets, gadget)).status).toBe(201);
    await client().send("DELETE", `${definitions}/gadgets.${group}`);
  });
}

export function isEstablished({ status }: Json): boolean {
  const conditions = (status?.conditions ?? []) as unknown as readonly { type: string; status: string }[];
  return conditions.some((one) => one.type === "Established" && one.status === "True");
}
