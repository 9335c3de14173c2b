import { expect, it } from "vitest";
import { type HttpClient, patch } from "./http-client.ts";

export interface Subject {
  readonly client: () => HttpClient;
  /** A fresh namespace per suite. */
  readonly namespace: () => string;
}

const configMap = (name: string, data: object = { k: "v" }): object => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  data,
});

/** Create, read, update, delete and their refusals. */
export function objectsContract({ client, namespace }: Subject): void {
  const core = (rest: string): string => `/api/v1/namespaces/${namespace()}/${rest}`;
  const apps = (rest: string): string => `/apis/apps/v1/namespaces/${namespace()}/${rest}`;

  it("gives a new object its identity and remembers who wrote which field", async () => {
    const { status, body } = await client().send("POST", core("configmaps?fieldManager=me"), configMap("new"));
    expect(status).toBe(201);
    expect(body.metadata).toMatchObject({ name: "new", namespace: namespace() });
    expect(body.metadata?.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(body.metadata?.managedFields).toMatchObject([
      { manager: "me", operation: "Update", apiVersion: "v1", fieldsV1: { "f:data": { ".": {}, "f:k": {} } } },
    ]);
  });

  it("names an object that asks for a generated name", async () => {
    const { body } = await client().send("POST", core("configmaps"), {
      ...configMap(""),
      metadata: { generateName: "gen-" },
    });
    expect(body.metadata?.name).toMatch(/^gen-[bcdfghjklmnpqrstvwxz2-9]{5}$/);
  });

  it("refuses what exists, what does not, and what is in no namespace", async () => {
    await client().send("POST", core("configmaps"), configMap("twice"));
    const twice = await client().send("POST", core("configmaps"), configMap("twice"));
    expect(twice.body).toMatchObject({
      kind: "Status",
      reason: "AlreadyExists",
      code: 409,
      message: 'configmaps "twice" already exists',
      details: { name: "twice", kind: "configmaps" },
    });
    const missing = await client().send("GET", core("configmaps/missing"));
    expect(missing.body).toMatchObject({ reason: "NotFound", code: 404, message: 'configmaps "missing" not found' });
    const homeless = await client().send("POST", "/api/v1/namespaces/no-such/configmaps", configMap("a"));
    expect(homeless.body).toMatchObject({ code: 404, message: 'namespaces "no-such" not found' });
  });

  it("keeps entries of every name, and finds none that only JavaScript's objects have", async () => {
    const data: unknown = JSON.parse('{"__proto__":"a","constructor":"b"}');
    const labels = { toString: "c" };
    await client().send("POST", core("configmaps"), {
      ...configMap("names", data as object),
      metadata: { name: "names", labels },
    });
    const change = (type: string, document: unknown) =>
      client().send("PATCH", core("configmaps/names"), document, { "content-type": type });
    await change(patch.merge, JSON.parse('{"data":{"valueOf":"d","__proto__":"e"}}'));
    await change(patch.json, [{ op: "add", path: "/data/hasOwnProperty", value: "f" }]);
    const { body } = await change(patch.strategic, { data: { isPrototypeOf: "g", constructor: null } });
    const kept: unknown = JSON.parse('{"__proto__":"e","hasOwnProperty":"f","isPrototypeOf":"g","valueOf":"d"}');
    expect(new Map(Object.entries(body.data as object))).toEqual(new Map(Object.entries(kept as object)));

    const named = async (selector: string) => {
      const list = await client().send("GET", core(`configmaps?labelSelector=${encodeURIComponent(selector)}`));
      return (list.body as unknown as { items: { metadata: { name: string } }[] }).items.map(
        ({ metadata }) => metadata.name,
      );
    };
    expect(await named("toString=c")).toEqual(["names"]);
    expect(await named("constructor")).toEqual([]);
  });

  it("refuses an update of an older version, and ignores one that changes nothing", async () => {
    const created = await client().send("POST", core("configmaps"), configMap("versions"));
    const first = created.body;
    const same = await client().send("PUT", core("configmaps/versions"), first);
    expect(same.body.metadata?.resourceVersion).toBe(first.metadata?.resourceVersion);
    const changed = await client().send("PUT", core("configmaps/versions"), { ...first, data: { k: "2" } });
    expect(Number(changed.body.metadata?.resourceVersion)).toBeGreaterThan(Number(first.metadata?.resourceVersion));
    const late = await client().send("PUT", core("configmaps/versions"), { ...first, data: { k: "3" } });
    expect(late.body).toMatchObject({
      code: 409,
      reason: "Conflict",
      message:
        'Operation cannot be fulfilled on configmaps "versions": the object has been modified; please apply your changes to the latest version and try again',
    });
  });

  it("stores nothing in a dry run", async () => {
    const dry = await client().send("POST", core("configmaps?dryRun=All"), configMap("dry"));
    expect([dry.status, (await client().send("GET", core("configmaps/dry"))).status]).toEqual([201, 404]);
  });

  it("lists every cause why an object is invalid", async () => {
    const { body } = await client().send("POST", apps("deployments"), {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "Bad" },
      spec: {
        replicas: -1,
        selector: { matchLabels: { app: "a" } },
        template: { metadata: { labels: { app: "b" } }, spec: { containers: [{ name: "c" }] } },
      },
    });
    expect(body).toMatchObject({
      code: 422,
      reason: "Invalid",
      details: { name: "Bad", group: "apps", kind: "Deployment" },
    });
    const causes = (body.details!.causes as unknown as { field: string; reason: string }[]).map(
      ({ field, reason }) => `${field} ${reason}`,
    );
    expect(causes).toEqual([
      "metadata.name FieldValueInvalid",
      "spec.replicas FieldValueInvalid",
      "spec.template.metadata.labels FieldValueInvalid",
      "spec.template.spec.containers[0].image FieldValueRequired",
    ]);
  });

  it("refuses, warns of, or drops unknown fields, as it is asked", async () => {
    const odd = { ...configMap("odd"), foo: 1 };
    const strict = await client().send("POST", core("configmaps?fieldValidation=Strict&dryRun=All"), odd);
    expect(strict.body).toMatchObject({
      code: 400,
      message: 'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "foo"',
    });
    const warned = await client().send("POST", core("configmaps?dryRun=All"), odd);
    expect(warned.warnings).toEqual(['299 - "unknown field \\"foo\\""']);
    const ignored = await client().send("POST", core("configmaps?fieldValidation=Ignore&dryRun=All"), odd);
    expect([ignored.status, ignored.warnings, ignored.body.foo]).toEqual([201, [], undefined]);
  });

  it("refuses changes of immutable fields", async () => {
    await client().send("POST", core("configmaps"), { ...configMap("frozen"), immutable: true });
    const { body } = await client().send(
      "PATCH",
      core("configmaps/frozen"),
      { data: { k: "2" } },
      { "content-type": patch.merge },
    );
    expect(body).toMatchObject({
      code: 422,
      message: 'ConfigMap "frozen" is invalid: data: Forbidden: field is immutable when `immutable` is set',
    });
  });

  it("keeps an object with finalizers until the last one goes", async () => {
    const { metadata } = (
      await client().send("POST", core("configmaps"), {
        ...configMap("held"),
        metadata: { name: "held", finalizers: ["example.com/hold"] },
      })
    ).body;
    const deleted = await client().send("DELETE", core("configmaps/held"));
    expect(deleted.body.metadata).toMatchObject({
      uid: metadata?.uid,
      deletionTimestamp: expect.any(String) as string,
    });
    const release = { metadata: { finalizers: null } };
    await client().send("PATCH", core("configmaps/held"), release, { "content-type": patch.merge });
    expect((await client().send("GET", core("configmaps/held"))).status).toBe(404);
  });

  it("deletes only the object that a precondition names", async () => {
    await client().send("POST", core("configmaps"), configMap("guarded"));
    const options = { kind: "DeleteOptions", apiVersion: "v1", preconditions: { uid: "another" } };
    expect((await client().send("DELETE", core("configmaps/guarded"), options)).status).toBe(409);
    const done = await client().send("DELETE", core("configmaps/guarded"));
    expect(done.body).toMatchObject({
      kind: "Status",
      status: "Success",
      details: { name: "guarded", kind: "configmaps" },
    });
  });

  it("keeps status and spec apart, and counts generations by what is wanted", async () => {
    const deployment = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "parts" },
      spec: {
        selector: { matchLabels: { app: "a" } },
        template: { metadata: { labels: { app: "a" } }, spec: { containers: [{ name: "c", image: "nginx:1" }] } },
      },
      status: { replicas: 9 },
    };
    const created = await client().send("POST", apps("deployments"), deployment);
    expect(created.body).toMatchObject({ metadata: { generation: 1 }, status: {}, spec: { replicas: 1 } });
    const merge = { "content-type": patch.merge };
    const status = await client().send(
      "PATCH",
      apps("deployments/parts/status"),
      { status: { replicas: 3 }, spec: { replicas: 5 } },
      merge,
    );
    expect(status.body).toMatchObject({ metadata: { generation: 1 }, status: { replicas: 3 }, spec: { replicas: 1 } });
    const spec = await client().send("PATCH", apps("deployments/parts"), { spec: { replicas: 2 } }, merge);
    expect(spec.body).toMatchObject({ metadata: { generation: 2 }, status: { replicas: 3 } });
    const scaled = await client().send("PATCH", apps("deployments/parts/scale"), { spec: { replicas: 4 } }, merge);
    expect(scaled.body).toMatchObject({
      kind: "Scale",
      spec: { replicas: 4 },
      status: { replicas: 3, selector: "app=a" },
    });
  });

  it("gives services addresses and keeps them", async () => {
    const service = { apiVersion: "v1", kind: "Service", metadata: { name: "svc" }, spec: { ports: [{ port: 80 }] } };
    const { body } = await client().send("POST", core("services"), service);
    expect(body.spec).toMatchObject({ type: "ClusterIP", ports: [{ port: 80, protocol: "TCP", targetPort: 80 }] });
    const address = body.spec?.clusterIP;
    expect(address).toMatch(/^10\.96\./);
    const updated = await client().send("PUT", core("services/svc"), { ...service, spec: { ports: [{ port: 81 }] } });
    expect(updated.body.spec?.clusterIP).toBe(address);
  });

  it("encodes a secret's clear values", async () => {
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, stringData: { a: "b" } };
    const { body } = await client().send("POST", core("secrets"), secret);
    expect(body).toMatchObject({ type: "Opaque", data: { a: "Yg==" } });
    expect(body.stringData).toBeUndefined();
  });
}
