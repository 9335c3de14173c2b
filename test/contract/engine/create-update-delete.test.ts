import { expect, it } from "vitest";
import { engineContract } from "./engine-contract.ts";
import { errorsOf, opsOf } from "./scene.ts";

const two = `
  const a = new Thing("a", { size: 1 });
  const b = new Thing("b", { from: a.out });
  module.exports = { out: b.out };
`;

engineContract("the life of resources", (scene) => {
  it("previews what it would create and changes nothing", async () => {
    const plan = await scene().preview(two);
    expect(errorsOf(plan)).toEqual([]);
    expect(plan.result).toBe("succeeded");
    expect(opsOf(plan)).toEqual({ a: ["create"], b: ["create"] });
    expect(plan.summary).toEqual({ create: 3 });
    expect(scene().cloud.resources.size).toBe(0);
    expect(await scene().engine.outputs(scene().name)).toEqual({});
  });

  it("creates what the program wants, dependencies first", async () => {
    const outcome = await scene().up(two);
    expect(errorsOf(outcome)).toEqual([]);
    expect(outcome.summary).toEqual({ create: 3 });
    expect(scene().cloud.order("create")).toEqual(["a", "b"]);
    expect(scene().cloud.byName("b")?.inputs).toEqual({ from: "a-1-out" });
    expect(await scene().engine.outputs(scene().name)).toEqual({ out: { value: "b-1-out", secret: false } });
  });

  it("does nothing when nothing changed", async () => {
    await scene().up(two);
    const outcome = await scene().up(two, { expectNoChanges: true });
    expect(outcome.result).toBe("succeeded");
    expect(outcome.summary).toEqual({ same: 3 });
    expect(scene().cloud.order("update")).toEqual([]);
  });

  it("fails when no changes were expected and there are some", async () => {
    await scene().up(two);
    const plan = await scene().preview(two.replace("size: 1", "size: 2"), { expectNoChanges: true });
    expect(plan.result).toBe("failed");
    expect(plan.summary).toMatchObject({ update: 1 });
  });

  it("updates in place and says which property differs", async () => {
    await scene().up(two);
    const plan = await scene().preview(two.replace("size: 1", "size: 2"));
    expect(opsOf(plan)).toMatchObject({ a: ["update"], b: ["same"] });
    const step = plan.steps.find(({ urn }) => urn.endsWith("::a"));
    expect(step).toMatchObject({
      diffs: ["size"],
      detailedDiff: { size: { kind: "update", inputDiff: true } },
      oldInputs: { size: 1 },
      newInputs: { size: 2 },
      id: "a-1",
    });
    const outcome = await scene().up();
    expect(outcome.summary).toEqual({ same: 2, update: 1 });
    expect(scene().cloud.byName("a")?.inputs).toEqual({ size: 2 });
  });

  it("deletes what the program no longer wants, after what depends on it is gone", async () => {
    await scene().up(two);
    const outcome = await scene().up("module.exports = {};");
    expect(opsOf(outcome)).toEqual({ b: ["delete"], a: ["delete"] });
    expect(scene().cloud.order("delete")).toEqual(["b", "a"]);
    expect(scene().cloud.resources.size).toBe(0);
    expect(await scene().engine.outputs(scene().name)).toEqual({});
  });

  it("destroys everything, dependents first, and leaves an empty state", async () => {
    await scene().up(two);
    const outcome = await scene().destroy();
    expect(outcome.result).toBe("succeeded");
    expect(outcome.summary).toEqual({ delete: 3 });
    expect(scene().cloud.order("delete")).toEqual(["b", "a"]);
    expect(await scene().state()).toEqual([]);
  });

  it("destroys what is still there when it looks first", async () => {
    await scene().up(`const a = new Thing("a"); new Thing("b", {}, { dependsOn: a });`);
    scene().cloud.resources.delete(scene().cloud.byName("b")!.id);
    const outcome = await scene().destroy({ refresh: true });
    expect(errorsOf(outcome)).toEqual([]);
    expect(scene().cloud.order("delete")).toEqual(["a"]);
    expect(await scene().state()).toEqual([]);
  });

  it("shows what a destroy would delete without deleting it", async () => {
    await scene().up(two);
    const outcome = await scene().destroy({ previewOnly: true });
    expect(opsOf(outcome)).toEqual({ b: ["delete"], a: ["delete"] });
    expect(scene().cloud.resources.size).toBe(2);
    expect(await scene().state()).toHaveLength(4);
  });

  it("creates side by side what does not depend on each other", async () => {
    let waiting = 0;
    let release: () => void = () => undefined;
    const all = new Promise<void>((resolve) => (release = resolve));
    scene().cloud.on("create", "*", async ({ preview }) => {
      if (preview) return undefined;
      waiting += 1;
      if (waiting === 3) release();
      return await all;
    });
    const outcome = await scene().up(`for (const name of ["a", "b", "c"]) new Thing(name);`);
    expect(outcome.summary).toEqual({ create: 4 });
  });

  it("runs no more steps at a time than it is allowed to", async () => {
    let running = 0;
    let most = 0;
    scene().cloud.on("create", "*", async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return undefined;
    });
    await scene().up(`for (const name of ["a", "b", "c", "d"]) new Thing(name);`, { parallel: 1 });
    expect(most).toBe(1);
  });

  it("ends every provider instance that it started", async () => {
    await scene().up(two);
    await scene().preview(two);
    await scene().destroy();
    expect(scene().cloud.running).toBe(0);
  });
});
