import { expect, it } from "vitest";
import { engineContract } from "./engine-contract.ts";
import { errorsOf, opsOf } from "./scene.ts";

engineContract("replacement", (scene) => {
  it("creates the new one before it deletes the old one", async () => {
    await scene().up(`new Thing("a", { fixed: 1 });`);
    const outcome = await scene().up(`new Thing("a", { fixed: 2 });`);
    expect(errorsOf(outcome)).toEqual([]);
    expect(opsOf(outcome)).toEqual({ a: ["create-replacement", "replace", "delete-replaced"] });
    expect(outcome.summary).toEqual({ same: 1, replace: 1 });
    expect(
      scene()
        .cloud.calls.filter(({ call }) => ["create", "delete"].includes(call))
        .map(({ call }) => call),
    ).toEqual(["create", "create", "delete"]);
    expect([...scene().cloud.resources.keys()]).toEqual(["a-2"]);
  });

  it("names the keys that force it", async () => {
    await scene().up(`new Thing("a", { fixed: 1, size: 1 });`);
    const plan = await scene().preview(`new Thing("a", { fixed: 2, size: 2 });`);
    const step = plan.steps.find(({ op }) => op === "replace");
    expect(step).toMatchObject({
      replaceKeys: ["fixed"],
      diffs: ["fixed", "size"],
      detailedDiff: { fixed: { kind: "update-replace" }, size: { kind: "update" } },
    });
  });

  it("updates dependents between the two", async () => {
    const source = (fixed: number) => `const a = new Thing("a", { fixed: ${fixed} }); new Thing("b", { from: a.out });`;
    await scene().up(source(1));
    const outcome = await scene().up(source(2));
    expect(opsOf(outcome)).toEqual({ a: ["create-replacement", "replace", "delete-replaced"], b: ["update"] });
    expect(scene().cloud.byName("b")?.inputs).toEqual({ from: "a-2-out" });
    const order = scene().cloud.calls.filter(({ call }) => call === "update" || call === "delete");
    expect(order.map(({ call, name }) => `${call} ${name}`)).toEqual(["update b", "delete a"]);
  });

  it("deletes first when the provider wants it so", async () => {
    await scene().up(`new Thing("a", { first: 1 });`);
    const outcome = await scene().up(`new Thing("a", { first: 2 });`);
    expect(opsOf(outcome)).toEqual({ a: ["delete-replaced", "replace", "create-replacement"] });
    expect(outcome.summary).toEqual({ same: 1, replace: 1 });
    expect([...scene().cloud.resources.keys()]).toEqual(["a-2"]);
    expect(await scene().state()).toHaveLength(3);
  });

  it("deletes first when the program wants it so", async () => {
    await scene().up(`new Thing("a", { fixed: 1 }, { deleteBeforeReplace: true });`);
    const outcome = await scene().up(`new Thing("a", { fixed: 2 }, { deleteBeforeReplace: true });`);
    expect(opsOf(outcome)).toEqual({ a: ["delete-replaced", "replace", "create-replacement"] });
  });

  it("creates first when the program insists against the provider", async () => {
    await scene().up(`new Thing("a", { first: 1 }, { deleteBeforeReplace: false });`);
    const outcome = await scene().up(`new Thing("a", { first: 2 }, { deleteBeforeReplace: false });`);
    expect(opsOf(outcome)).toEqual({ a: ["create-replacement", "replace", "delete-replaced"] });
  });

  it("takes dependents along that would be replaced too when it deletes first", async () => {
    const source = (first: number) => `
      const a = new Thing("a", { first: ${first} });
      const b = new Thing("b", { fixedFrom: a.out });
      new Thing("c", { from: b.out });
    `;
    await scene().up(source(1));
    const outcome = await scene().up(source(2));
    expect(errorsOf(outcome)).toEqual([]);
    expect(opsOf(outcome)).toEqual({
      b: ["delete-replaced", "replace", "create-replacement"],
      a: ["delete-replaced", "replace", "create-replacement"],
      c: ["update"],
    });
    expect(scene().cloud.order("delete")).toEqual(["b", "a"]);
    expect(scene().cloud.resources.size).toBe(3);
    expect(await scene().state()).toHaveLength(5);
  });

  it("previews such a chain as it will be carried out", async () => {
    const source = (first: number) => `
      const a = new Thing("a", { first: ${first} });
      new Thing("b", { fixedFrom: a.out });
    `;
    await scene().up(source(1));
    const plan = await scene().preview(source(2));
    expect(opsOf(plan)).toEqual({
      b: ["delete-replaced", "replace", "create-replacement"],
      a: ["delete-replaced", "replace", "create-replacement"],
    });
  });

  it("deletes a dependent for good when the program dropped it in the same change", async () => {
    await scene().up(`const a = new Thing("a", { first: 1 }); new Thing("b", { fixedFrom: a.out });`);
    const outcome = await scene().up(`new Thing("a", { first: 2 });`);
    expect(outcome.result).toBe("succeeded");
    expect(scene().cloud.byName("b")).toBeUndefined();
    expect(await scene().resource("b")).toBeUndefined();
  });

  it("replaces when `replaceOnChanges` names what changed", async () => {
    const source = (size: number) => `new Thing("a", { size: ${size} }, { replaceOnChanges: ["size"] });`;
    await scene().up(source(1));
    const plan = await scene().preview(source(2));
    expect(opsOf(plan)).toEqual({ a: ["create-replacement", "replace", "delete-replaced"] });
    expect(plan.steps.find(({ op }) => op === "replace")).toMatchObject({
      replaceKeys: ["size"],
      detailedDiff: { size: { kind: "update-replace" } },
    });
  });

  it("replaces on any change with `replaceOnChanges: ['*']`", async () => {
    const source = (size: number) => `new Thing("a", { size: ${size} }, { replaceOnChanges: ["*"] });`;
    await scene().up(source(1));
    expect(opsOf(await scene().preview(source(2)))["a"]).toContain("replace");
  });

  it("replaces what it is told to replace", async () => {
    await scene().up(`new Thing("a", { size: 1 }); new Thing("b");`);
    const outcome = await scene().up(undefined, { replace: ["urn:pulumi:dev::proj::test:index:Thing::a"] });
    expect(opsOf(outcome)).toEqual({ a: ["create-replacement", "replace", "delete-replaced"], b: ["same"] });
  });

  it("replaces when the replacement trigger changes", async () => {
    const source = (trigger: number) => `new Thing("a", { size: 1 }, { replacementTrigger: ${trigger} });`;
    await scene().up(source(1));
    expect(opsOf(await scene().up(source(1)))).toEqual({ a: ["same"] });
    expect(opsOf(await scene().up(source(2)))["a"]).toContain("replace");
  });

  it("finishes a replacement that was interrupted after the deletion", async () => {
    await scene().up(`new Thing("a", { first: 1 });`);
    scene().cloud.on("create", "a", () => new Error("no room"));
    const failed = await scene().up(`new Thing("a", { first: 2 });`);
    expect(failed.result).toBe("failed");
    expect(await scene().resource("a")).toMatchObject({ pendingReplacement: true });
    scene().cloud.off("create", "a");
    const outcome = await scene().up();
    expect(outcome.result).toBe("succeeded");
    expect(opsOf(outcome)["a"]).toContain("create-replacement");
    expect(scene().cloud.resources.size).toBe(1);
    expect((await scene().resource("a"))?.["pendingReplacement"]).toBeUndefined();
  });

  it("deletes the old one on the next run when it could not be deleted", async () => {
    await scene().up(`new Thing("a", { fixed: 1 });`);
    scene().cloud.on("delete", "a", () => new Error("still in use"));
    const failed = await scene().up(`new Thing("a", { fixed: 2 });`);
    expect(failed.result).toBe("failed");
    expect(errorsOf(failed)[0]).toContain("still in use");
    expect((await scene().state()).filter(({ delete: old }) => old)).toHaveLength(1);
    scene().cloud.off("delete", "a");
    expect(opsOf(await scene().up())).toEqual({ a: ["same", "delete-replaced"] });
    expect([...scene().cloud.resources.keys()]).toEqual(["a-2"]);
  });
});
