import { expect, it } from "vitest";
import { engineContract } from "./engine-contract.ts";
import { errorsOf, opsOf } from "./scene.ts";

engineContract("inherited options", (scene) => {
  it("retains children of a component that is to be retained", async () => {
    await scene().up(`const g = new Group("g", { retainOnDelete: true }); new Thing("a", {}, { parent: g });`);
    expect(await scene().resource("a")).toMatchObject({ retainOnDelete: true });
    await scene().destroy();
    expect(scene().cloud.order("delete")).toEqual([]);
  });

  it("hands down with what a component's children are deleted", async () => {
    await scene().up(`
      const base = new Thing("base");
      const g = new Group("g", { deletedWith: base });
      new Thing("a", {}, { parent: g });
    `);
    expect(await scene().resource("a")).toMatchObject({ deletedWith: "urn:pulumi:dev::proj::test:index:Thing::base" });
    await scene().destroy();
    expect(scene().cloud.order("delete")).toEqual(["base"]);
  });

  it("lets a child say otherwise than its component", async () => {
    await scene().up(`const g = new Group("g", { protect: true }); new Thing("a", {}, { parent: g, protect: false });`);
    expect((await scene().resource("a"))?.["protect"] ?? false).toBe(false);
    const outcome = await scene().up(`new Group("g", { protect: true });`);
    expect(opsOf(outcome)).toEqual({ g: ["same"], a: ["delete"] });
  });

  it("hands options down through several components", async () => {
    await scene().up(`
      const p = new TestProvider("p", { region: "r" });
      const outer = new Group("outer", { protect: true, providers: { test: p } });
      const inner = new Group("inner", { parent: outer });
      new Thing("a", {}, { parent: inner });
    `);
    const a = await scene().resource("a");
    expect(a).toMatchObject({
      protect: true,
      urn: "urn:pulumi:dev::proj::my:index:Group$my:index:Group$test:index:Thing::a",
    });
    expect(a?.["provider"]).toContain("::p::");
  });

  it("depends on what is in a component when it depends on the component", async () => {
    await scene().up(`
      const g = new Group("g");
      new Thing("a", {}, { parent: g });
      new Thing("z", {}, { dependsOn: g });
    `);
    expect(await scene().resource("z")).toMatchObject({
      dependencies: expect.arrayContaining(["urn:pulumi:dev::proj::my:index:Group$test:index:Thing::a"]) as unknown,
    });
    await scene().destroy();
    expect(scene().cloud.order("delete")).toEqual(["z", "a"]);
  });

  it("does not wait for itself when a child depends on its own component", async () => {
    const outcome = await scene().up(`const g = new Group("g"); new Thing("a", {}, { parent: g, dependsOn: g });`);
    expect(errorsOf(outcome)).toEqual([]);
    expect(opsOf(outcome)).toEqual({ g: ["create"], a: ["create"] });
  });

  it("keeps a custom resource as a parent", async () => {
    await scene().up(`const a = new Thing("a"); new Thing("b", {}, { parent: a });`);
    expect(await scene().resource("b")).toMatchObject({
      urn: "urn:pulumi:dev::proj::test:index:Thing$test:index:Thing::b",
      parent: "urn:pulumi:dev::proj::test:index:Thing::a",
    });
    await scene().destroy();
    expect(scene().cloud.order("delete")).toEqual(["b", "a"]);
  });

  it("deletes the whole component that the program dropped", async () => {
    await scene().up(`
      const g = new Group("g");
      const a = new Thing("a", {}, { parent: g });
      new Thing("b", { from: a.out }, { parent: g });
      new Thing("kept");
    `);
    const outcome = await scene().up(`new Thing("kept");`);
    expect(opsOf(outcome)).toEqual({ kept: ["same"], b: ["delete"], a: ["delete"], g: ["delete"] });
  });
});
