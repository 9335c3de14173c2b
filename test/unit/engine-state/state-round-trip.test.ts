import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { emptySnapshot, type ResourceState, type Snapshot } from "../../../src/engine/embedded/stack/index.ts";
import { DeploymentCodec } from "../../../src/engine/embedded/stack/state/deployment-codec.ts";
import { secretOf } from "../../../src/pulumi/index.ts";
import { backend, fixtureFolder, keys, removeTemporaryFolders, stack } from "./pulumi-fixture.ts";

afterAll(removeTemporaryFolders);

/** Everything of a state file but who wrote it when. */
const withoutManifest = (text: string) => text.replace(/"manifest":\{[^}]*\}/u, '"manifest":{}');

describe("a state that the Pulumi CLI wrote", () => {
  it("is read with its secrets in clear", async () => {
    const { store } = await backend();
    const snapshot = await store.load(stack);
    const [root, one, two] = snapshot?.resources ?? [];
    expect(root?.outputs).toEqual({
      nested: { "<html>": "&\u2028", a: secretOf({ q: [1, 2] }), z: 1.5 },
      password: secretOf("s3cret-pass"),
      plain: "v",
      settings: { replicas: [3], token: "inner-secret" },
    });
    expect(one?.outputs).toEqual({ size: 1, token: secretOf("hidden <&> text") });
    expect(two).toMatchObject({ protect: true, parent: one?.urn, custom: false });
  });

  it("is written back byte for byte but for who wrote it when", async () => {
    const { store, text } = await backend();
    const before = await text();
    await store.save(stack, (await store.load(stack)) ?? emptySnapshot);
    const after = await text();
    expect(withoutManifest(after)).toBe(withoutManifest(before));
    const magic = createHash("sha256").update("v1.2.3-test").digest("hex");
    expect(after).toContain(`"magic":"${magic}","version":"v1.2.3-test"`);
  });

  it("is encoded byte for byte even when every resource is encoded anew", async () => {
    const { store, text } = await backend();
    const snapshot = (await store.load(stack)) ?? emptySnapshot;
    const copies = { ...snapshot, resources: snapshot.resources.map((resource) => ({ ...resource })) };
    const before = await text();
    await store.save(stack, copies);
    expect(withoutManifest(await text())).toBe(withoutManifest(before));
  });

  it("keeps the ciphertext of a secret that stays the same when its resource changes", async () => {
    const { store, text } = await backend();
    const snapshot = (await store.load(stack)) ?? emptySnapshot;
    const [ciphertext = ""] = /v1:[^"]+(?="\},"plain":"v")/u.exec(await text()) ?? [];
    const changed = snapshot.resources.map((resource, index) =>
      index === 0 ? { ...resource, outputs: { ...resource.outputs, more: secretOf("more") } } : resource,
    );
    await store.save(stack, { ...snapshot, resources: changed });
    expect(ciphertext).not.toBe("");
    expect(await text()).toContain(ciphertext);
    expect(await text()).not.toContain('"more":"more"');
  });

  it("stays compressed when it was compressed", async () => {
    const { store, stateFile } = await backend();
    const zipped = `${stateFile}.gz`;
    await writeFile(zipped, gzipSync(await readFile(stateFile)));
    await rm(stateFile);
    const snapshot = (await store.load(stack)) ?? emptySnapshot;
    await store.save(stack, { ...snapshot, resources: snapshot.resources.slice(0, 1) });
    expect(gunzipSync(await readFile(zipped)).toString()).toContain("parts-dev");
    expect((await store.load(stack))?.resources).toHaveLength(1);
  });

  it("is exported as the CLI exports it, secrets hidden or in clear", async () => {
    const { store, text } = await backend();
    const exported = await store.exportDeployment(stack);
    expect(exported).toEqual({ version: 3, deployment: JSON.parse(await text()).checkpoint.latest });
    const inClear = JSON.parse(await readFile(path.join(fixtureFolder, "export-in-clear.json"), "utf8"));
    const shown = await store.exportDeployment(stack, { showSecrets: true });
    expect(parsedSecrets(shown)).toEqual(parsedSecrets(inClear));
  });

  it("is encrypted again when it is imported in clear", async () => {
    const { store, text } = await backend({ empty: true });
    await store.importDeployment(
      stack,
      JSON.parse(await readFile(path.join(fixtureFolder, "export-in-clear.json"), "utf8")),
    );
    expect(await text()).not.toContain("s3cret-pass");
    expect(await text()).not.toContain('"plaintext"');
    expect((await store.load(stack))?.resources[0]?.outputs["password"]).toEqual(secretOf("s3cret-pass"));
  });
});

/** Go escapes some characters in texts that JavaScript does not; what the texts say is the same. */
function parsedSecrets(deployment: unknown): unknown {
  return JSON.parse(JSON.stringify(deployment), (key, value: unknown) =>
    key === "plaintext" && typeof value === "string" ? (JSON.parse(value) as unknown) : value,
  );
}

describe("what a state file says that this version does not know", () => {
  it("is written back as it was, on the deployment and on each resource", async () => {
    const { store, stateFile, text } = await backend();
    const checkpoint = JSON.parse(await text());
    checkpoint.checkpoint.latest.novelty = { a: [1] };
    checkpoint.checkpoint.latest.metadata = { integrity_error: { error: "once" } };
    checkpoint.checkpoint.latest.resources[1].novelField = { kept: true };
    await writeFile(stateFile, JSON.stringify(checkpoint));
    const snapshot = (await store.load(stack)) ?? emptySnapshot;
    await store.save(stack, { ...snapshot, resources: snapshot.resources.map((resource) => ({ ...resource })) });
    const { latest } = JSON.parse(await text()).checkpoint;
    expect(latest.novelty).toEqual({ a: [1] });
    expect(latest.metadata).toEqual({ integrity_error: { error: "once" } });
    expect(latest.resources[1].novelField).toEqual({ kept: true });
  });

  it("marks the file as version 4 when a resource needs its reader to know more", async () => {
    const { store, text } = await backend();
    const snapshot = (await store.load(stack)) ?? emptySnapshot;
    await store.save(stack, {
      ...snapshot,
      resources: snapshot.resources.map((resource) => ({
        ...resource,
        taint: true,
        resourceHooks: { afterCreate: ["h"] },
      })),
    });
    expect(JSON.parse(await text())).toMatchObject({ version: 4, features: ["hooks", "taint"] });
    expect((await store.load(stack))?.resources[0]?.taint).toBe(true);
  });
});

describe("any snapshot", () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const value = fc.oneof(json, json.map(secretOf));
  const properties = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/u), value, { maxKeys: 4 });
  const resource = fc.record({
    urn: fc.nat(1000).map((number) => `urn:pulumi:dev::parts::a:b:C::r${number}`),
    custom: fc.boolean(),
    type: fc.constant("a:b:C"),
    inputs: properties,
    outputs: properties,
    protect: fc.constantFrom(true),
    dependencies: fc.constant(["urn:pulumi:dev::parts::a:b:C::x"]),
  }) satisfies fc.Arbitrary<ResourceState>;

  it("comes back as it was from what is written of it, and never shows a secret there", async () => {
    const crypter = await keys.create("a test");
    const writer = { time: "2026-01-02T03:04:05Z", version: "v1" };
    fc.assert(
      fc.property(fc.array(resource, { maxLength: 4 }), (resources) => {
        const snapshot: Snapshot = {
          ...emptySnapshot,
          resources,
          pendingOperations: resources.slice(0, 1).map((each) => ({ resource: each, type: "creating" })),
        };
        const codec = new DeploymentCodec(crypter);
        const { head, tail } = codec.frameOf(snapshot, writer);
        const text = `${head}${resources.map((each) => codec.textOf(each)).join(",")}${tail}`;
        expect(text).not.toContain('"value":');
        const back = new DeploymentCodec(crypter).decode(JSON.parse(text));
        expect(JSON.parse(JSON.stringify(back.resources))).toEqual(JSON.parse(JSON.stringify(resources)));
        expect(back.pendingOperations).toHaveLength(snapshot.pendingOperations.length);
      }),
      { numRuns: 60 },
    );
  });
});
