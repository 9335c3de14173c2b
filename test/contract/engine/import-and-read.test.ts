import { expect, it } from "vitest";
import { engineContract } from "./engine-contract.ts";
import { errorsOf, opsOf } from "./scene.ts";

engineContract("importing and reading", (scene) => {
  it("imports what exists and says so", async () => {
    scene().cloud.put("made-by-hand", { size: 1 });
    const outcome = await scene().up(`new Thing("a", { size: 1 }, { import: "made-by-hand" });`);
    expect(errorsOf(outcome)).toEqual([]);
    expect(opsOf(outcome)).toEqual({ a: ["import"] });
    expect(outcome.summary).toEqual({ create: 1, import: 1 });
    expect(await scene().resource("a")).toMatchObject({ id: "made-by-hand", importID: "made-by-hand" });
    expect(scene().cloud.order("create")).toEqual([]);
    expect(opsOf(await scene().up())).toEqual({ a: ["same"] });
  });

  it("updates the imported resource to what the program says", async () => {
    scene().cloud.put("made-by-hand", { size: 1 });
    const outcome = await scene().up(`new Thing("a", { size: 2 }, { import: "made-by-hand" });`);
    expect(opsOf(outcome)).toEqual({ a: ["import", "update"] });
    expect(scene().cloud.resources.get("made-by-hand")?.inputs).toEqual({ size: 2 });
  });

  it("previews an import together with what the program would change of it", async () => {
    scene().cloud.put("made-by-hand", { size: 1, extra: 1 });
    const plan = await scene().preview(`new Thing("a", { size: 2 }, { import: "made-by-hand" });`);
    expect(opsOf(plan)).toEqual({ a: ["import", "update"] });
    const { detailedDiff } = plan.steps.find(({ op }) => op === "update")!;
    expect(detailedDiff).toMatchObject({ size: { kind: "update" }, extra: { kind: "delete" } });
    expect(scene().cloud.resources.get("made-by-hand")?.inputs).toEqual({ size: 1, extra: 1 });
    expect(await scene().resource("a")).toBeUndefined();
  });

  it("fails when there is nothing to import", async () => {
    const outcome = await scene().up(`new Thing("a", {}, { import: "nowhere" });`);
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome).join()).toContain("nowhere");
    expect(await scene().resource("a")).toBeUndefined();
  });

  it("goes on with an imported resource when `import` is removed", async () => {
    scene().cloud.put("made-by-hand", { size: 1 });
    await scene().up(`new Thing("a", { size: 1 }, { import: "made-by-hand" });`);
    expect(opsOf(await scene().up(`new Thing("a", { size: 1 });`))).toEqual({ a: ["same"] });
  });

  it("does not replace a resource that still says from where it was imported", async () => {
    scene().cloud.put("made-by-hand", { fixed: 1 });
    await scene().up(`new Thing("a", { fixed: 1 }, { import: "made-by-hand" });`);
    const outcome = await scene().up(`new Thing("a", { fixed: 2 }, { import: "made-by-hand" });`);
    expect(outcome.result).toBe("failed");
    expect(scene().cloud.resources.has("made-by-hand")).toBe(true);
  });

  it("replaces a managed resource by one that is imported in its place", async () => {
    await scene().up(`new Thing("a", { size: 1 });`);
    scene().cloud.put("made-by-hand", { size: 1 });
    const outcome = await scene().up(`new Thing("a", { size: 1 }, { import: "made-by-hand" });`);
    expect(opsOf(outcome)).toEqual({ a: ["import-replacement", "replace", "delete-replaced"] });
    expect([...scene().cloud.resources.keys()]).toEqual(["made-by-hand"]);
  });

  it("reads a resource that it does not manage", async () => {
    scene().cloud.put("made-by-hand", { size: 7 });
    const source = `const a = new Thing("a", {}, { id: "made-by-hand" }); module.exports = { out: a.out };`;
    const outcome = await scene().up(source);
    expect(errorsOf(outcome)).toEqual([]);
    expect(opsOf(outcome)).toEqual({ a: ["read"] });
    expect(await scene().resource("a")).toMatchObject({ external: true, id: "made-by-hand" });
    expect(await scene().engine.outputs(scene().name)).toEqual({ out: { value: "made-by-hand-out", secret: false } });
  });

  it("forgets it without deleting it", async () => {
    scene().cloud.put("made-by-hand", { size: 7 });
    await scene().up(`new Thing("a", {}, { id: "made-by-hand" });`);
    const outcome = await scene().up("");
    expect(opsOf(outcome)).toEqual({ a: ["discard"] });
    expect(scene().cloud.resources.has("made-by-hand")).toBe(true);
    expect(await scene().resource("a")).toBeUndefined();
  });

  it("fails when there is nothing to read", async () => {
    const outcome = await scene().up(`new Thing("a", {}, { id: "nowhere" });`);
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome).join()).toContain("nowhere");
  });

  it("creates a resource of its own in place of one that was read", async () => {
    scene().cloud.put("made-by-hand", { size: 7 });
    await scene().up(`new Thing("a", {}, { id: "made-by-hand" });`);
    const outcome = await scene().up(`new Thing("a", { size: 1 });`);
    expect(opsOf(outcome)).toEqual({ a: ["create-replacement", "replace", "discard-replaced"] });
    expect(scene().cloud.resources.size).toBe(2);
  });

  it("gives up a managed resource for one that is read", async () => {
    await scene().up(`new Thing("a", { size: 1 });`);
    scene().cloud.put("made-by-hand", { size: 7 });
    const outcome = await scene().up(`new Thing("a", {}, { id: "made-by-hand" });`);
    expect(opsOf(outcome)).toEqual({ a: ["read-replacement", "replace", "delete-replaced"] });
    expect([...scene().cloud.resources.keys()]).toEqual(["made-by-hand"]);
  });

  it("reads in a preview too", async () => {
    scene().cloud.put("made-by-hand", { size: 7 });
    const plan = await scene().preview(
      `const a = new Thing("a", {}, { id: "made-by-hand" }); module.exports = { out: a.out };`,
    );
    expect(plan.outputs).toEqual({ out: "made-by-hand-out" });
  });
});
