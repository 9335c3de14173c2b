import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { at } from "../../../src/lib/index.ts";
import { deployment, inBackground, types, type World } from "./world.ts";

/** Reads, patches and deletions. `of` gives the world of the running test. */
export function readsAndDeletes(of: () => World): void {
  it("sees what somebody else changed once it has read the object again", async () => {
    const world = of();
    const inputs = deployment({}, { name: "web" });
    const created = await world.program.create(types.deployment, "web", inputs);
    const path = `/apis/apps/v1/namespaces/${world.namespace}/deployments/web`;
    await world.apply(path, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: { replicas: 7 },
    });
    const read = await world.program.read(types.deployment, "web", created.id, created);
    expect(at(read!.inputs, "spec", "replicas")).toBe(7);
    const container = at(read!.inputs, "spec", "template", "spec", "containers", 0);
    expect(at(container, "resources", "requests")).toEqual({ cpu: "0.5", memory: "1024Mi" });
    expect(
      (await world.program.diff(types.deployment, "web", { ...created, outputs: read!.outputs }, inputs)).detailedDiff,
    ).toHaveProperty("spec.replicas");
  });

  it("patches some fields of somebody else's object and gives them back on deletion", async () => {
    const world = of();
    const base = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "shared" } };
    await world.apply(world.configMap("shared"), { ...base, data: { theirs: "1" } });
    const patch = { kind: "ConfigMap", apiVersion: "v1", metadata: { name: "shared" }, data: { ours: "2" } };
    const created = await world.program.create(types.configMapPatch, "shared", patch);
    expect(at(await world.live(world.configMap("shared")), "data")).toEqual({ theirs: "1", ours: "2" });
    await world.program.delete(types.configMapPatch, "shared", created);
    expect(at(await world.live(world.configMap("shared")), "data")).toEqual({ theirs: "1" });
  });

  it("deletes, waits until the object is gone, and does not mind when it is gone already", async () => {
    const world = of();
    const created = await world.program.create(types.configMap, "settings", {
      metadata: inBackground("settings"),
      data: {},
    });
    await world.program.delete(types.configMap, "settings", created);
    expect(await world.live(world.configMap("settings"))).toBeUndefined();
    await world.program.delete(types.configMap, "settings", created);
    expect(await world.program.read(types.configMap, "settings", created.id, created)).toBeUndefined();
  });

  it("says which finalizer keeps an object from going", async () => {
    const world = of();
    const metadata = {
      name: "held",
      finalizers: ["example.com/wait"],
      annotations: { "pulumi.com/timeoutSeconds": "1" },
    };
    const created = await world.program.create(types.configMap, "held", { metadata, data: {} });
    await expect(world.program.delete(types.configMap, "held", created)).rejects.toMatchObject({
      code: "kubernetes-deletion-stuck",
      data: { finalizers: expect.arrayContaining(["example.com/wait"]) },
    });
    await world.merge(world.configMap("held"), { metadata: { finalizers: null } });
  });

  it("reads an object by its id alone, for import, with inputs that then make no difference", async () => {
    const world = of();
    const base = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "there", labels: { made: "by-hand" } } };
    await world.apply(world.configMap("there"), { ...base, data: { mode: "slow" } });
    const read = await world.program.read(types.configMap, "there", `${world.namespace}/there`);
    expect(read!.inputs).toMatchObject({
      kind: "ConfigMap",
      data: { mode: "slow" },
      metadata: { name: "there", labels: { made: "by-hand" } },
    });
    expect(read!.inputs["metadata"]).not.toHaveProperty("uid");
    expect(await world.program.diff(types.configMap, "there", read!, read!.inputs)).toMatchObject({ changes: "none" });
    expect(await world.program.read(types.configMap, "there", `${world.namespace}/nowhere`)).toBeUndefined();
  });

  it("gives cluster-wide objects no namespace", async () => {
    const world = of();
    const name = `role-${randomBytes(3).toString("hex")}`;
    const created = await world.program.create(types.role, name, { metadata: inBackground(name), rules: [] });
    expect(created).toMatchObject({ id: name, inputs: { metadata: { name } } });
    expect(created.inputs["metadata"]).not.toHaveProperty("namespace");
    expect(
      await world.program.diff(types.role, name, created, { metadata: inBackground(name), rules: [] }),
    ).toMatchObject({
      changes: "none",
    });
    await world.program.delete(types.role, name, created);
  });
}
