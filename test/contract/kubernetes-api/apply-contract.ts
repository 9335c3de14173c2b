import { expect, it } from "vitest";
import { at } from "../../../src/lib/index.ts";
import { type Answer, patch } from "./http-client.ts";
import type { Subject } from "./objects-contract.ts";

/** Server-side apply and the other patches. */
export function applyContract({ client, namespace }: Subject): void {
  const path = (name: string): string => `/api/v1/namespaces/${namespace()}/configmaps/${name}`;
  const apply = (name: string, manager: string, data: object, query = ""): Promise<Answer> => {
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
    return client().send("PATCH", `${path(name)}?fieldManager=${manager}${query}`, object, {
      "content-type": patch.apply,
    });
  };
  const owners = ({ body }: Answer): unknown =>
    (body.metadata!.managedFields as unknown as { manager: string; fieldsV1: object }[]).map(
      ({ manager, fieldsV1 }) => [manager, fieldsV1],
    );

  it("creates what is applied first, and changes nothing when it is applied again", async () => {
    const first = await apply("idem", "a", { k: "1" });
    const second = await apply("idem", "a", { k: "1" });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual(first.body);
  });

  it("owns entries of every name, and removes them again", async () => {
    const data: unknown = JSON.parse('{"__proto__":"a","constructor":"b","k":"c"}');
    const applied = await apply("names", "a", data as object);
    expect(Object.entries(applied.body.data as object)).toEqual(Object.entries(data as object));
    expect(Object.keys(at(applied.body.metadata?.managedFields, 0, "fieldsV1", "f:data") as object)).toEqual([
      "f:__proto__",
      "f:constructor",
      "f:k",
    ]);
    expect((await apply("names", "a", { k: "c" })).body.data).toEqual({ k: "c" });
  });

  it("accepts YAML", async () => {
    const yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yaml\ndata:\n  a: |\n    two\n    lines\n";
    const { body } = await client().send("PATCH", `${path("yaml")}?fieldManager=a`, yaml, {
      "content-type": patch.apply,
    });
    expect(body.data).toEqual({ a: "two\nlines\n" });
  });

  it("reports conflicts with manager and field, and takes the fields with force", async () => {
    await apply("fight", "a", { k: "1", l: "1" });
    const refused = await apply("fight", "b", { k: "2" });
    expect(refused.body).toMatchObject({
      code: 409,
      reason: "Conflict",
      message: 'Apply failed with 1 conflict: conflict with "a": .data.k',
      details: { causes: [{ reason: "FieldManagerConflict", message: 'conflict with "a"', field: ".data.k" }] },
    });
    const forced = await apply("fight", "b", { k: "2" }, "&force=true");
    expect(forced.body.data).toEqual({ k: "2", l: "1" });
    expect(owners(forced)).toEqual([
      ["a", { "f:data": { "f:l": {} } }],
      ["b", { "f:data": { "f:k": {} } }],
    ]);
  });

  it("removes fields that their last manager no longer applies", async () => {
    await apply("prune", "a", { k: "1", l: "1" });
    await apply("prune", "b", { l: "1", m: "1" });
    expect((await apply("prune", "a", {})).body.data).toEqual({ l: "1", m: "1" });
  });

  it("tracks updates beside applies, with the version that they wrote", async () => {
    await apply("mixed", "a", { k: "1" });
    const merge = { "content-type": patch.merge };
    await client().send("PATCH", `${path("mixed")}?fieldManager=edit`, { data: { k: "2", n: "1" } }, merge);
    const conflict = await apply("mixed", "a", { k: "1" });
    expect(conflict.body.message).toBe('Apply failed with 1 conflict: conflict with "edit" using v1: .data.k');
    const back = await apply("mixed", "a", { k: "1" }, "&force=true");
    expect(owners(back)).toEqual([
      ["a", { "f:data": { "f:k": {} } }],
      ["edit", { "f:data": { "f:n": {} } }],
    ]);
  });

  it("needs to know who applies, and wants no owners in the object", async () => {
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "who" } };
    const anonymous = await client().send("PATCH", path("who"), object, { "content-type": patch.apply });
    expect(anonymous.body).toMatchObject({
      code: 422,
      message: 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    });
    const owned = { ...object, metadata: { name: "who", managedFields: [{}] } };
    const refused = await client().send("PATCH", `${path("who")}?fieldManager=a`, owned, {
      "content-type": patch.apply,
    });
    expect(refused.body).toMatchObject({ code: 400, message: "metadata.managedFields must be nil" });
  });

  it("refuses fields that the type does not have", async () => {
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "typed" }, dta: {} };
    const { body } = await client().send("PATCH", `${path("typed")}?fieldManager=a`, object, {
      "content-type": patch.apply,
    });
    expect(body).toMatchObject({
      code: 500,
      message: "failed to create typed patch object (/typed; /v1, Kind=ConfigMap): .dta: field not declared in schema",
    });
  });

  it("stores nothing when an apply is a dry run, and shows what it would be", async () => {
    await apply("dry", "a", { k: "1" });
    const dry = await apply("dry", "a", { k: "2" }, "&dryRun=All");
    expect(dry.body.data).toEqual({ k: "2" });
    expect((await client().send("GET", path("dry"))).body.data).toEqual({ k: "1" });
  });

  it("merges containers by name and env by name in strategic patches", async () => {
    const deployments = `/apis/apps/v1/namespaces/${namespace()}/deployments`;
    const container = {
      name: "c",
      image: "a:1",
      env: [
        { name: "X", value: "1" },
        { name: "Y", value: "1" },
      ],
    };
    await client().send("POST", deployments, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "smp" },
      spec: {
        selector: { matchLabels: { app: "a" } },
        template: { metadata: { labels: { app: "a" } }, spec: { containers: [container] } },
      },
    });
    const change = {
      name: "c",
      env: [
        { name: "X", $patch: "delete" },
        { name: "Z", value: "2" },
      ],
    };
    const body = { spec: { template: { spec: { containers: [change] } } } };
    const answer = await client().send("PATCH", `${deployments}/smp`, body, { "content-type": patch.strategic });
    expect(answer.body.spec?.template?.spec?.containers).toMatchObject([
      {
        name: "c",
        image: "a:1",
        env: [
          { name: "Z", value: "2" },
          { name: "Y", value: "1" },
        ],
      },
    ]);
  });

  it("applies JSON patches whole or not at all", async () => {
    await apply("jp", "a", { k: "1" });
    const operations = [
      { op: "add", path: "/data/n", value: "1" },
      { op: "test", path: "/data/k", value: "other" },
    ];
    expect((await client().send("PATCH", path("jp"), operations, { "content-type": patch.json })).status).toBe(422);
    expect((await client().send("GET", path("jp"))).body.data).toEqual({ k: "1" });
  });
}
