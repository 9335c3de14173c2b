import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeEmbedded } from "./embedded.ts";
import { errorsOf, type MakeEngine, opsOf, Scene } from "./scene.ts";

export function createUpdateDeleteContract(name: string, makeEngine: MakeEngine): void {
  describe(`${name}: the life of resources`, () => {
    let scene: Scene;
    beforeEach(async () => (scene = await Scene.open(makeEngine)));
    afterEach(async () => await scene.close());

    const two = `
      const a = new Thing("a", { size: 1 });
      const b = new Thing("b", { from: a.out });
      module.exports = { out: b.out };
    `;

    it("previews what it would create and changes nothing", async () => {
      const plan = await scene.preview(two);
      expect(errorsOf(plan)).toEqual([]);
      expect(plan.result).toBe("succeeded");
      expect(opsOf(plan)).toEqual({ a: ["create"], b: ["create"] });
      expect(plan.summary).toEqual({ create: 3 });
      expect(scene.cloud.resources.size).toBe(0);
      expect(await scene.engine.outputs(scene.name)).toEqual({});
    });

    it("creates what the program wants, dependencies first", async () => {
      const outcome = await scene.up(two);
      expect(errorsOf(outcome)).toEqual([]);
      expect(outcome.summary).toEqual({ create: 3 });
      expect(scene.cloud.order("create")).toEqual(["a", "b"]);
      expect(scene.cloud.byName("b")?.inputs).toEqual({ from: "a-1-out" });
      expect(await scene.engine.outputs(scene.name)).toEqual({ out: { value: "b-2-out", secret: false } });
    });
  });
}

createUpdateDeleteContract("embedded", makeEmbedded);
