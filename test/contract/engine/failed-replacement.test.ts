import { expect, it } from "vitest";
import { HalfDone } from "../../fakes/fake-provider.ts";
import { engineContract } from "./engine-contract.ts";
import { opsOf } from "./scene.ts";

engineContract("replacements that fail", (scene) => {
  it("keeps the old one when the new one could not be created", async () => {
    await scene().up(`new Thing("a", { fixed: 1 });`);
    scene().cloud.on("create", "a", () => new Error("no room"));
    expect((await scene().up(`new Thing("a", { fixed: 2 });`)).result).toBe("failed");
    expect(await scene().resource("a")).toMatchObject({ id: "a-1", inputs: { fixed: 1 } });
    scene().cloud.off("create", "a");
    expect(opsOf(await scene().up())).toEqual({ a: ["create-replacement", "replace", "delete-replaced"] });
  });

  it("keeps both when the new one did not come up", async () => {
    await scene().up(`new Thing("a", { fixed: 1 });`);
    scene().cloud.on("create", "a", () => new HalfDone("a-half", { fixed: 2, out: "half" }, ["not healthy"]));
    expect((await scene().up(`new Thing("a", { fixed: 2 });`)).result).toBe("failed");
    expect((await scene().state()).filter(({ type }) => type === "test:index:Thing")).toHaveLength(2);
    scene().cloud.off("create", "a");
    const outcome = await scene().up();
    expect(outcome.result).toBe("succeeded");
    expect([...scene().cloud.resources.keys()]).toEqual(["a-half"]);
  });

  it("deletes nothing more when the delete before a replacement failed", async () => {
    await scene().up(`const a = new Thing("a", { first: 1 }); new Thing("b", { fixedFrom: a.out });`);
    scene().cloud.on("delete", "b", () => new Error("in use"));
    const failed = await scene().up(`const a = new Thing("a", { first: 2 }); new Thing("b", { fixedFrom: a.out });`);
    expect(failed.result).toBe("failed");
    expect([...scene().cloud.resources.keys()].toSorted()).toEqual(["a-1", "b-1"]);
    scene().cloud.off("delete", "b");
    expect((await scene().up()).result).toBe("succeeded");
    expect([...scene().cloud.resources.keys()].toSorted()).toEqual(["a-2", "b-2"]);
  });

  it("forgets a half of a replacement that the program dropped in between", async () => {
    await scene().up(`new Thing("a", { first: 1 });`);
    scene().cloud.on("create", "a", () => new Error("no room"));
    await scene().up(`new Thing("a", { first: 2 });`);
    const outcome = await scene().up("");
    expect(outcome.result).toBe("succeeded");
    expect((await scene().state()).filter(({ type }) => type === "test:index:Thing")).toEqual([]);
  });

  it("retains the old one when it is to be retained", async () => {
    const source = (fixed: number) => `new Thing("a", { fixed: ${fixed} }, { retainOnDelete: true });`;
    await scene().up(source(1));
    const outcome = await scene().up(source(2));
    expect(opsOf(outcome)).toEqual({ a: ["create-replacement", "replace", "delete-replaced"] });
    expect(scene().cloud.order("delete")).toEqual([]);
  });

  it("destroys both halves of a replacement whose old one could not be deleted", async () => {
    await scene().up(`new Thing("a", { fixed: 1 });`);
    scene().cloud.on("delete", "a", () => new Error("still in use"));
    await scene().up(`new Thing("a", { fixed: 2 });`);
    scene().cloud.off("delete", "a");
    const outcome = await scene().destroy();
    expect(outcome.result).toBe("succeeded");
    expect(scene().cloud.resources.size).toBe(0);
  });

  it("replaces a chain of dependents one after another", async () => {
    const source = (fixed: number) => `
      const a = new Thing("a", { fixed: ${fixed} });
      const b = new Thing("b", { fixedFrom: a.out });
      new Thing("c", { fixedFrom: b.out });
    `;
    await scene().up(source(1));
    const outcome = await scene().up(source(2));
    expect(opsOf(outcome)).toEqual({
      a: ["create-replacement", "replace", "delete-replaced"],
      b: ["create-replacement", "replace", "delete-replaced"],
      c: ["create-replacement", "replace", "delete-replaced"],
    });
    expect(scene().cloud.order("delete")).toEqual(["c", "b", "a"]);
  });

  it("replaces at a path that `replaceOnChanges` names with a wildcard", async () => {
    const source = (value: number, other: number) =>
      `new Thing("a", { list: [{ v: ${value}, w: ${other} }] }, { replaceOnChanges: ["list[*].v"] });`;
    scene().cloud.on("diff", "a", () => scene().cloud.noOpinion());
    await scene().up(source(1, 1));
    expect(opsOf(await scene().up(source(1, 2)))).toEqual({ a: ["update"] });
    expect(opsOf(await scene().up(source(2, 2)))["a"]).toContain("replace");
  });
});
