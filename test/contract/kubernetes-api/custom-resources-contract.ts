import { beforeEach, expect, it } from "vitest";
import { eventually, type Json, patch } from "./http-client.ts";
import type { Subject } from "./objects-contract.ts";

/** CustomResourceDefinitions and what they define. */
export function customResourcesContract({ client, namespace }: Subject): void {
  const group = (): string => `${namespace()}.example.com`;
  const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  const spec = {
    type: "object",
    required: ["size"],
    properties: {
      size: { type: "string", enum: ["s", "m"] },
      at: { type: "string", format: "date-time" },
      day: { type: "string", format: "date" },
      address: { type: "string", format: "ipv6" },
      network: { type: "string", format: "cidr" },
      id: { type: "string", format: "uuid" },
      replicas: { type: "integer", default: 1 },
      copies: { type: "integer" },
      free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    },
  };
  const scale = { specReplicasPath: ".spec.copies", statusReplicasPath: ".status.copies" };
  const status = { type: "object", properties: { ready: { type: "boolean" } } };
  const widgets = (rest = ""): string => `/apis/${group()}/v1/namespaces/${namespace()}/widgets${rest}`;
  const widget = (name: string, fields: object): object => ({
    apiVersion: `${group()}/v1`,
    kind: "Widget",
    metadata: { name },
    spec: fields,
  });

  beforeEach(async () => {
    const schema = { openAPIV3Schema: { type: "object", required: ["spec"], properties: { spec, status } } };
    const version = { served: true, schema, subresources: { status: {}, scale } };
    // Another test may have made it already: then it is refused as a second one.
    await client().send("POST", definitions, {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `widgets.${group()}` },
      spec: {
        group: group(),
        scope: "Namespaced",
        names: { plural: "widgets", kind: "Widget" },
        versions: [
          { ...version, name: "v1", storage: true },
          { ...version, name: "v1beta1", storage: false },
        ],
      },
    });
    await eventually(
      () => client().send("GET", `/apis/${group()}/v1`),
      (answer) => answer.status === 200,
    );
  });

  it("serves a new resource once its definition is established", async () => {
    const served = await client().send("GET", `/apis/${group()}/v1`);
    expect(served.body.resources).toMatchObject([
      { name: "widgets", kind: "Widget", singularName: "widget" },
      { name: "widgets/status" },
      { name: "widgets/scale" },
    ]);
  });

  it("defaults, prunes and validates by the schema", async () => {
    const good = await client().send("POST", widgets(), widget("good", { size: "s", extra: 1, free: { any: [1] } }));
    expect(good.body.spec).toEqual({ size: "s", replicas: 1, free: { any: [1] } });
    const bad = await client().send("POST", widgets(), widget("bad", { size: "xl" }));
    expect(bad.body).toMatchObject({
      code: 422,
      message: `Widget.${group()} "bad" is invalid: spec.size: Unsupported value: "xl": supported values: "s", "m"`,
    });
  });

  it.each([
    ["at", "date-time", "2024-01-01T00:00:00.5+02:00", "2024-01-01"],
    ["day", "date", "2024-02-29", "2023-02-29"],
    ["address", "ipv6", "::1", "1.2.3.4"],
    ["network", "cidr", "10.0.0.0/8", "10.0.0.0"],
    ["id", "uuid", "00000000-0000-0000-0000-000000000000", "1"],
  ])("checks in the field %s the format %s", async (field, format, right, wrong) => {
    const create = async (value: string) =>
      await client().send("POST", widgets("?dryRun=All"), widget("format", { size: "s", [field]: value }));
    expect((await create(right)).status).toBe(201);
    const message = `Invalid value: "${wrong}": spec.${field} in body must be of type ${format}: "${wrong}"`;
    expect((await create(wrong)).body).toMatchObject({
      code: 422,
      details: { causes: [{ reason: "FieldValueTypeInvalid", message, field: `spec.${field}` }] },
    });
  });

  it("has no Scale for an object that does not say how many it wants", async () => {
    await client().send("POST", widgets(), widget("copies", { size: "s" }));
    expect((await client().send("GET", widgets("/copies/scale"))).body).toMatchObject({
      code: 500,
      message: 'Internal error occurred: the spec replicas field ".spec.copies" does not exist',
    });
    await client().send("PATCH", widgets("/copies"), { spec: { copies: 2 } }, { "content-type": patch.merge });
    expect((await client().send("GET", widgets("/copies/scale"))).body.spec).toEqual({ replicas: 2 });
  });

  it("serves every version of an object", async () => {
    await client().send("POST", widgets(), widget("versions", { size: "m" }));
    const path = widgets("/versions").replace("/v1/", "/v1beta1/");
    expect((await client().send("GET", path)).body.apiVersion).toBe(`${group()}/v1beta1`);
  });

  it("owns fields of custom resources, and keeps status to its subresource", async () => {
    const headers = { "content-type": patch.apply };
    const object = { ...widget("applied", { size: "s" }), status: { ready: true } };
    const first = await client().send("PATCH", widgets("/applied?fieldManager=a"), object, headers);
    expect(first.body.status).toBeUndefined();
    expect(first.body.metadata).toMatchObject({
      generation: 1,
      managedFields: [{ manager: "a", operation: "Apply", fieldsV1: { "f:spec": { "f:size": {} } } }],
    });
    const ready = await client().send("PATCH", widgets("/applied/status?fieldManager=b"), object, headers);
    expect(ready.body).toMatchObject({ status: { ready: true }, metadata: { generation: 1 } });
    const changed = await client().send(
      "PATCH",
      widgets("/applied?fieldManager=a"),
      widget("applied", { size: "m" }),
      headers,
    );
    expect(changed.body).toMatchObject({ status: { ready: true }, metadata: { generation: 2 } });
  });

  it("replaces an object only in the version that is named, and lets its finalizers be without a domain", async () => {
    const object = { ...widget("versioned", { size: "m" }), metadata: { name: "versioned", finalizers: ["short"] } };
    const created = await client().send("POST", widgets(), object);
    expect(created.status).toBe(201);
    const refused = await client().send("PUT", widgets("/versioned"), object);
    expect(refused.body).toMatchObject({
      code: 422,
      message: `widgets.${group()} "versioned" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update`,
    });
    const freed = { ...created.body, metadata: { ...created.body.metadata, finalizers: [] } };
    expect((await client().send("PUT", widgets("/versioned"), freed)).status).toBe(200);
  });

  it("describes them in OpenAPI", async () => {
    const found = await eventually(
      () => client().send("GET", `/openapi/v3/apis/${group()}/v1`),
      (answer) => answer.status === 200,
    );
    const schemas = Object.entries<Json>(found.body.components?.schemas ?? {});
    const [, schema] = schemas.find(([name]) => name.endsWith(".v1.Widget")) ?? [];
    expect(schema?.properties?.spec?.properties?.size).toMatchObject({ type: "string", enum: ["s", "m"] });
  });

  it("deletes the objects with their definition", async () => {
    await client().send("DELETE", `${definitions}/widgets.${group()}`);
    const gone = await eventually(
      () => client().send("GET", `${definitions}/widgets.${group()}`),
      (answer) => answer.status === 404,
      30_000,
    );
    expect(gone.status).toBe(404);
  });
}
