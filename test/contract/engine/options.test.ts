import { expect, it } from "vitest";
import { engineContract } from "./engine-contract.ts";
import { errorsOf, opsOf } from "./scene.ts";

engineContract("resource options", (scene) => {
  it("does not see a change that is to be ignored", async () => {
    const source = (size: number) => `new Thing("a", { size: ${size} }, { ignoreChanges: ["size"] });`;
    await scene().up(source(1));
    const outcome = await scene().up(source(2));
    expect(opsOf(outcome)).toEqual({ a: ["same"] });
    expect(scene().cloud.byName("a")?.inputs).toEqual({ size: 1 });
  });

  it("ignores changes at paths into maps and lists, and sees those beside them", async () => {
    const source = (x: number, y: number) =>
      `new Thing("a", { tags: { x: ${x}, y: 1 }, list: [{ v: ${x} }, { v: ${y} }] }, { ignoreChanges: ["tags.x", "list[0].v"] });`;
    await scene().up(source(1, 1));
    expect(opsOf(await scene().up(source(2, 1)))).toEqual({ a: ["same"] });
    const outcome = await scene().up(source(3, 2));
    expect(opsOf(outcome)).toEqual({ a: ["update"] });
    expect(scene().cloud.byName("a")?.inputs).toEqual({ tags: { x: 1, y: 1 }, list: [{ v: 1 }, { v: 2 }] });
  });

  it("ignores every change with `*`", async () => {
    const source = (size: number) => `new Thing("a", { size: ${size} }, { ignoreChanges: ["*"] });`;
    await scene().up(source(1));
    expect(opsOf(await scene().up(source(2)))).toEqual({ a: ["same"] });
  });

  it("does not delete what is protected", async () => {
    await scene().up(`new Thing("a", {}, { protect: true }); new Thing("b");`);
    const outcome = await scene().up("");
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome).join()).toContain("protected");
    expect(scene().cloud.byName("a")).toBeDefined();
    expect(await scene().resource("a")).toMatchObject({ protect: true });
  });

  it("does not destroy what is protected, and what that needs", async () => {
    await scene().up(`
      const base = new Thing("base");
      new Thing("kept", { from: base.out }, { protect: true });
      new Thing("free");
    `);
    const outcome = await scene().destroy();
    expect(outcome.result).toBe("failed");
    expect(scene().cloud.byName("kept")).toBeDefined();
    expect(scene().cloud.byName("base")).toBeDefined();
    expect(scene().cloud.byName("free")).toBeUndefined();
  });

  it("does not replace what is protected", async () => {
    await scene().up(`new Thing("a", { fixed: 1 }, { protect: true });`);
    const plan = await scene().preview(`new Thing("a", { fixed: 2 }, { protect: true });`);
    expect(plan.result).toBe("failed");
    expect(errorsOf(plan).join()).toContain("protect");
    const outcome = await scene().up();
    expect(outcome.result).toBe("failed");
    expect([...scene().cloud.resources.keys()]).toEqual(["a-1"]);
  });

  it("replaces it once the program no longer protects it", async () => {
    await scene().up(`new Thing("a", { fixed: 1 }, { protect: true });`);
    const outcome = await scene().up(`new Thing("a", { fixed: 2 });`);
    expect(outcome.result).toBe("succeeded");
    expect([...scene().cloud.resources.keys()]).toEqual(["a-2"]);
  });

  it("leaves in the cloud what is to be retained on delete", async () => {
    await scene().up(`new Thing("a", {}, { retainOnDelete: true });`);
    const outcome = await scene().up("");
    expect(opsOf(outcome)).toEqual({ a: ["delete"] });
    expect(scene().cloud.order("delete")).toEqual([]);
    expect(await scene().resource("a")).toBeUndefined();
  });

  it("does not delete by itself what goes with another resource", async () => {
    await scene().up(`const a = new Thing("a"); new Thing("b", {}, { deletedWith: a });`);
    const outcome = await scene().destroy();
    expect(opsOf(outcome)).toEqual({ b: ["delete"], a: ["delete"] });
    expect(scene().cloud.order("delete")).toEqual(["a"]);
  });

  it("deletes it when only it goes", async () => {
    await scene().up(`const a = new Thing("a"); new Thing("b", {}, { deletedWith: a });`);
    await scene().up(`new Thing("a");`);
    expect(scene().cloud.order("delete")).toEqual(["b"]);
  });

  it("waits for what a resource depends on, and deletes it in the opposite order", async () => {
    await scene().up(`const a = new Thing("z"); new Thing("b", {}, { dependsOn: a });`);
    expect(scene().cloud.order("create")).toEqual(["z", "b"]);
    expect(await scene().resource("b")).toMatchObject({ dependencies: ["urn:pulumi:dev::proj::test:index:Thing::z"] });
    await scene().destroy();
    expect(scene().cloud.order("delete")).toEqual(["b", "z"]);
  });

  it("hands time limits to the provider in seconds", async () => {
    const source = (size: number) =>
      `new Thing("a", { size: ${size} }, { customTimeouts: { create: "1m30s", update: "2m", delete: "90s" } });`;
    await scene().up(source(1));
    await scene().up(source(2));
    await scene().destroy();
    const limits = scene().cloud.calls.filter(({ timeout, preview }) => timeout > 0 && !preview);
    expect(limits.map(({ call, timeout }) => [call, timeout])).toEqual([
      ["create", 90],
      ["update", 120],
      ["delete", 90],
    ]);
  });

  it("replaces together with the resource that `replaceWith` names", async () => {
    const source = (fixed: number) => `
      const a = new Thing("a", { fixed: ${fixed} });
      new Thing("b", {}, { replaceWith: [a] });
    `;
    await scene().up(source(1));
    const outcome = await scene().up(source(2));
    expect(errorsOf(outcome)).toEqual([]);
    expect(opsOf(outcome)["b"]).toContain("replace");
  });

  it("keeps property names with dots, brackets, quotes and spaces", async () => {
    const source = (value: number) => `new Thing("a", { "a.b": { "c[0]": ${value}, 'd"e': 1, "f g": null } });`;
    await scene().up(source(1));
    const outcome = await scene().up(source(2));
    expect(opsOf(outcome)).toEqual({ a: ["update"] });
    expect(scene().cloud.byName("a")?.inputs).toEqual({ "a.b": { "c[0]": 2, 'd"e': 1, "f g": null } });
  });

  it("keeps large whole numbers, fractions, empty values and unicode", async () => {
    const value = { int: 9007199254740991, neg: -0.5, empty: "", list: [], map: {}, text: "λ→\u0000" };
    await scene().up(`new Thing("a", ${JSON.stringify(value)});`);
    expect(scene().cloud.byName("a")?.inputs).toEqual(value);
    expect(opsOf(await scene().up())).toEqual({ a: ["same"] });
  });
});
