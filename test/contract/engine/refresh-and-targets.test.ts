import { expect, it } from "vitest";
import { engineContract } from "./engine-contract.ts";
import { errorsOf, opsOf } from "./scene.ts";

const urn = (name: string) => `urn:pulumi:dev::proj::test:index:Thing::${name}`;

engineContract("refresh", (scene) => {
  it("finds nothing to change when nothing changed", async () => {
    await scene().up(`new Thing("a", { size: 1 });`);
    const outcome = await scene().refresh();
    expect(errorsOf(outcome)).toEqual([]);
    expect(outcome.summary).toEqual({ same: 2 });
  });

  it("takes over what was changed behind its back, and an up changes it back", async () => {
    await scene().up(`new Thing("a", { size: 1 });`);
    const resource = scene().cloud.byName("a")!;
    resource.inputs = { size: 9 };
    resource.outputs = { size: 9, out: "changed" };
    const outcome = await scene().refresh();
    expect(outcome.summary).toEqual({ same: 1, update: 1 });
    expect(await scene().resource("a")).toMatchObject({ inputs: { size: 9 }, outputs: { size: 9, out: "changed" } });
    const plan = await scene().preview();
    expect(opsOf(plan)).toEqual({ a: ["update"] });
    await scene().up();
    expect(scene().cloud.byName("a")?.inputs).toEqual({ size: 1 });
  });

  it("takes over outputs that came to be, though nothing of the inputs changed", async () => {
    await scene().up(`new Thing("a", { size: 1 });`);
    const resource = scene().cloud.byName("a")!;
    resource.outputs = { ...resource.outputs, address: "10.0.0.7" };
    await scene().refresh();
    expect(await scene().resource("a")).toMatchObject({ inputs: { size: 1 }, outputs: { address: "10.0.0.7" } });
    expect(opsOf(await scene().preview())).toEqual({ a: ["same"] });
  });

  it("says which property differs, as what happened in the cloud", async () => {
    await scene().up(`new Thing("a", { size: 1 });`);
    const resource = scene().cloud.byName("a")!;
    resource.inputs = { size: 9, extra: 1 };
    resource.outputs = { ...resource.inputs, out: "a-1-out" };
    const outcome = await scene().refresh({ previewOnly: true });
    expect(outcome.steps.find(({ urn: each }) => each === urn("a"))).toMatchObject({
      op: "update",
      detailedDiff: { size: { kind: "update" }, extra: { kind: "add" } },
    });
    expect(await scene().resource("a")).toMatchObject({ inputs: { size: 1 } });
  });

  it("forgets what is gone, and an up creates it again", async () => {
    await scene().up(`const a = new Thing("a"); new Thing("b", {}, { dependsOn: a });`);
    scene().cloud.resources.delete("a-1");
    const outcome = await scene().refresh();
    expect(outcome.summary).toEqual({ same: 2, delete: 1 });
    expect(await scene().resource("a")).toBeUndefined();
    expect((await scene().resource("b"))?.["dependencies"] ?? []).toEqual([]);
    expect(opsOf(await scene().up())).toEqual({ a: ["create"], b: ["same"] });
  });

  it("leaves children without a parent when it is gone, and an up gives them one again", async () => {
    await scene().up(`const a = new Thing("a"); new Thing("b", {}, { parent: a });`);
    scene().cloud.resources.delete("a-1");
    await scene().refresh();
    expect((await scene().resource("b"))?.["parent"] ?? "").toBe("");
    const outcome = await scene().up();
    expect(opsOf(outcome)).toEqual({ a: ["create"], b: ["same"] });
    expect((await scene().resource("b"))?.["parent"]).toBe(urn("a"));
  });

  it("refreshes before an up when it is asked to", async () => {
    await scene().up(`new Thing("a", { size: 1 });`);
    const resource = scene().cloud.byName("a")!;
    resource.inputs = { size: 9 };
    const outcome = await scene().up(undefined, { refresh: true });
    expect(errorsOf(outcome)).toEqual([]);
    expect(opsOf(outcome)["a"]).toContain("update");
    expect(resource.inputs).toEqual({ size: 1 });
  });

  it("changes and deletes in the order of dependencies once everything was read", async () => {
    await scene().up(`
      const a = new Thing("a", { size: 1 });
      const b = new Thing("b", { from: a.out, size: 1 });
      new Thing("c", { from: b.out, size: 1 });
    `);
    for (const resource of scene().cloud.resources.values()) resource.inputs = { ...resource.inputs, size: 9 };
    const before = scene().cloud.calls.length;
    const outcome = await scene().up(undefined, { refresh: true });
    expect(errorsOf(outcome)).toEqual([]);
    const calls = scene()
      .cloud.calls.slice(before)
      .filter(({ call }) => call === "read" || call === "update");
    expect(calls.map(({ call }) => call)).toEqual(["read", "read", "read", "update", "update", "update"]);
    expect(calls.slice(3).map(({ urn: each }) => each)).toEqual([urn("a"), urn("b"), urn("c")]);
    const end = await scene().destroy({ refresh: true });
    expect(errorsOf(end)).toEqual([]);
    expect(scene().cloud.order("delete")).toEqual(["c", "b", "a"]);
  });

  it("refreshes before an up, a preview and a destroy when the project always does, unless it is told not to", async () => {
    await scene().project("name: proj\nruntime: nodejs\noptions:\n  refresh: always\n");
    await scene().up(`new Thing("a", { size: 1 });`);
    scene().cloud.byName("a")!.inputs = { size: 9 };
    expect(opsOf(await scene().preview(undefined, { refresh: false }))).toEqual({ a: ["same"] });
    expect((await scene().up(undefined, { refresh: false })).summary).toEqual({ same: 2 });
    expect(opsOf(await scene().preview())["a"]).toEqual(["refresh", "update"]);
    expect((await scene().up()).summary).toMatchObject({ update: 1 });
    expect(scene().cloud.byName("a")?.inputs).toEqual({ size: 1 });
    const reads = () => scene().cloud.calls.filter(({ call }) => call === "read").length;
    const before = reads();
    await scene().destroy({ previewOnly: true, refresh: false });
    expect(reads()).toBe(before);
    await scene().destroy();
    expect(reads()).toBe(before + 1);
  });

  it("keeps what it could not read, and fails", async () => {
    await scene().up(`new Thing("a"); new Thing("b");`);
    scene().cloud.resources.delete("b-1");
    scene().cloud.on("read", "a", () => new Error("forbidden"));
    const outcome = await scene().refresh();
    expect(outcome.result).toBe("failed");
    expect(await scene().resource("a")).toBeDefined();
    expect(await scene().resource("b")).toBeUndefined();
  });
});

engineContract("targets", (scene) => {
  const three = (size: number) => `
    const a = new Thing("a", { size: ${size} });
    const b = new Thing("b", { from: a.out, size: ${size} });
    new Thing("c", { size: ${size} });
  `;

  it("updates only the target", async () => {
    await scene().up(three(1));
    const outcome = await scene().up(three(2), { targets: [urn("a")] });
    expect(errorsOf(outcome)).toEqual([]);
    expect(opsOf(outcome)).toEqual({ a: ["update"], b: ["same"], c: ["same"] });
  });

  it("updates dependents of the target when it is asked to", async () => {
    await scene().up(three(1));
    const outcome = await scene().up(three(2), { targets: [urn("a")], targetDependents: true });
    expect(opsOf(outcome)).toEqual({ a: ["update"], b: ["update"], c: ["same"] });
  });

  it("understands patterns", async () => {
    await scene().up(three(1));
    const outcome = await scene().up(three(2), { targets: ["**::c"] });
    expect(opsOf(outcome)).toEqual({ a: ["same"], b: ["same"], c: ["update"] });
  });

  it("leaves out what is excluded", async () => {
    await scene().up(three(1));
    const outcome = await scene().up(three(2), { excludes: [urn("c")] });
    expect(errorsOf(outcome)).toEqual([]);
    expect(opsOf(outcome)).toEqual({ a: ["update"], b: ["update"], c: ["same"] });
  });

  it("leaves out what depends on what is excluded when it is asked to, through others and by parents, too", async () => {
    const family = (size: number) => `
      ${three(size)}
      const far = new Thing("far", { from: b.out, size: ${size} });
      new Thing("child", { size: ${size} }, { parent: far });
    `;
    const excludes = [urn("b")];
    const first = await scene().up(family(1), { excludes, excludeDependents: true });
    expect(errorsOf(first)).toEqual([]);
    expect(scene().cloud.order("create").toSorted()).toEqual(["a", "c"]);
    await scene().up(family(1));
    const child = `${urn("x").slice(0, -"Thing::x".length)}Thing$test:index:Thing::child`;
    expect(await scene().resource("child")).toMatchObject({ urn: child });
    const plan = await scene().preview(family(2), { excludes, excludeDependents: true });
    const outcome = await scene().up(family(2), { excludes, excludeDependents: true });
    for (const end of [plan, outcome])
      expect(opsOf(end)).toEqual({ a: ["update"], b: ["same"], c: ["update"], far: ["same"], child: ["same"] });
  });

  it("leaves out what a provider that is excluded is for, when what depends on it is left out", async () => {
    const source = (size: number) => `
      const other = new TestProvider("other");
      new Thing("by", { size: ${size} }, { provider: other });
      new Thing("apart", { size: ${size} });
    `;
    await scene().up(source(1));
    const excludes = ["**::other"];
    const outcome = await scene().up(source(2), { excludes, excludeDependents: true });
    expect(errorsOf(outcome)).toEqual([]);
    expect(opsOf(outcome)).toMatchObject({ by: ["same"], apart: ["update"] });
    for (const resource of scene().cloud.resources.values()) resource.inputs = { size: 9 };
    await scene().refresh({ excludes, excludeDependents: true });
    expect(await scene().resource("by")).toMatchObject({ inputs: { size: 9 } });
  });

  it("reads nothing of what depends on what is excluded when it is asked to", async () => {
    await scene().up(three(1));
    for (const resource of scene().cloud.resources.values()) resource.inputs = { size: 9 };
    await scene().refresh({ excludes: [urn("a")], excludeDependents: true });
    for (const [name, size] of Object.entries({ a: 1, b: 1, c: 9 }))
      expect(await scene().resource(name)).toMatchObject({ inputs: { size } });
    const outcome = await scene().up(three(9), { refresh: true, excludes: ["**::b"], excludeDependents: true });
    expect(errorsOf(outcome)).toEqual([]);
  });

  it("deletes nothing that hangs together with what is excluded, when what depends on it is left out", async () => {
    await scene().up(three(1));
    const kept = await scene().up("", { excludes: [urn("b")], excludeDependents: true });
    expect(kept.result).toBe("succeeded");
    expect(scene().cloud.order("delete")).toEqual([]);
    const outcome = await scene().up("", { excludes: [urn("b")] });
    expect(outcome.result).toBe("succeeded");
    expect(scene().cloud.order("delete")).toEqual(["c"]);
  });

  it("does not create what is no target", async () => {
    const outcome = await scene().up(three(1), { targets: [urn("c")] });
    expect(errorsOf(outcome)).toEqual([]);
    expect(scene().cloud.order("create")).toEqual(["c"]);
    expect(await scene().resource("a")).toBeUndefined();
  });

  it("refuses to create a target that needs something that is not created", async () => {
    const outcome = await scene().up(three(1), { targets: [urn("b")] });
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome).join()).toContain(urn("a"));
    expect(scene().cloud.order("create")).toEqual([]);
  });

  it("does not delete what is no target", async () => {
    await scene().up(three(1));
    const outcome = await scene().up("", { targets: [urn("c")] });
    expect(outcome.result).toBe("succeeded");
    expect(scene().cloud.order("delete")).toEqual(["c"]);
    expect(await scene().resource("b")).toBeDefined();
  });

  it("destroys a target only with its dependents", async () => {
    await scene().up(three(1));
    const refused = await scene().destroy({ targets: [urn("a")] });
    expect(refused.result).toBe("failed");
    expect(scene().cloud.order("delete")).toEqual([]);
    const outcome = await scene().destroy({ targets: [urn("a")], targetDependents: true });
    expect(outcome.result).toBe("succeeded");
    expect(scene().cloud.order("delete")).toEqual(["b", "a"]);
    expect(await scene().resource("c")).toBeDefined();
  });

  it("refreshes only the target", async () => {
    await scene().up(three(1));
    for (const resource of scene().cloud.resources.values()) resource.inputs = { size: 9 };
    await scene().refresh({ targets: [urn("c")] });
    expect(await scene().resource("c")).toMatchObject({ inputs: { size: 9 } });
    expect(await scene().resource("a")).toMatchObject({ inputs: { size: 1 } });
  });

  it("fails for a target that does not exist", async () => {
    await scene().up(three(1));
    const outcome = await scene().up(three(2), { targets: [urn("nowhere")] });
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome).join()).toContain("nowhere");
  });

  it("reads and destroys nothing when what is excluded does not exist", async () => {
    await scene().up(three(1));
    const unknown = { code: "target-unknown", message: expect.stringContaining("nowhere") as string };
    const excludes = [urn("nowhere")];
    await expect(scene().destroy({ excludes })).rejects.toMatchObject(unknown);
    await expect(scene().refresh({ excludes })).rejects.toMatchObject(unknown);
    await expect(scene().refresh({ targets: excludes })).rejects.toMatchObject(unknown);
    const outcome = await scene().up(three(2), { excludes, refresh: true });
    expect(errorsOf(outcome).join()).toContain("nowhere");
    expect(scene().cloud.resources.size).toBe(3);
    expect((await scene().up(three(2), { excludes })).result).toBe("succeeded");
  });

  it("leaves dependents of an excluded resource in the state", async () => {
    await scene().up(three(1));
    const outcome = await scene().destroy({ excludes: [urn("b")] });
    expect(outcome.result).toBe("succeeded");
    expect(scene().cloud.order("delete")).toEqual(["c"]);
    expect(await scene().resource("a")).toBeDefined();
  });
});
