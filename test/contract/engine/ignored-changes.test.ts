import { expect, it } from "vitest";
import { engineContract } from "./engine-contract.ts";
import { opsOf } from "./scene.ts";

engineContract("ignored changes", (scene) => {
  /** Brings `before` up and then `after`, both with the same `ignoreChanges`: what that did, and the inputs afterwards. */
  const changed = async (paths: readonly string[], before: object, after: object) => {
    const source = (inputs: object) =>
      `new Thing("a", ${JSON.stringify(inputs)}, { ignoreChanges: ${JSON.stringify(paths)} });`;
    await scene().up(source(before));
    const outcome = await scene().up(source(after));
    return { ops: opsOf(outcome)["a"], inputs: scene().cloud.byName("a")?.inputs };
  };

  it("holds for every item of a list with `[*]`", async () => {
    expect(await changed(["list[*].v"], { list: [{ v: 1 }, { v: 2 }] }, { list: [{ v: 8 }, { v: 9 }] })).toEqual({
      ops: ["same"],
      inputs: { list: [{ v: 1 }, { v: 2 }] },
    });
  });

  it("holds for every key of a map with `.*`", async () => {
    expect(await changed(["tags.*"], { tags: { x: 1, y: 2 } }, { tags: { x: 8, y: 9 } })).toEqual({
      ops: ["same"],
      inputs: { tags: { x: 1, y: 2 } },
    });
  });

  it("holds for a key in brackets that has a dot in it", async () => {
    expect(await changed(['tags["a.b"]'], { tags: { "a.b": 1, c: 1 } }, { tags: { "a.b": 2, c: 2 } })).toEqual({
      ops: ["update"],
      inputs: { tags: { "a.b": 1, c: 2 } },
    });
  });

  it("keeps what was removed", async () => {
    expect(await changed(["size"], { size: 1, other: 1 }, { other: 1 })).toEqual({
      ops: ["same"],
      inputs: { size: 1, other: 1 },
    });
  });

  it("leaves out what was added", async () => {
    expect(await changed(["tags.x"], { tags: { y: 1 } }, { tags: { x: 1, y: 1 } })).toEqual({
      ops: ["same"],
      inputs: { tags: { y: 1 } },
    });
  });

  it("keeps an ignored change of what would force a replacement", async () => {
    expect(await changed(["fixed"], { fixed: 1 }, { fixed: 2 })).toEqual({ ops: ["same"], inputs: { fixed: 1 } });
  });

  it("takes the new list when its length changed around an ignored path", async () => {
    const { ops } = await changed(["list[*].v"], { list: [{ v: 1 }] }, { list: [{ v: 2 }, { v: 3 }] });
    expect(ops).toEqual(["update"]);
  });

  it("ignores a secret's change", async () => {
    const source = (word: string) =>
      `new Thing("a", { password: pulumi.secret("${word}") }, { ignoreChanges: ["password"] });`;
    await scene().up(source("one"));
    expect(opsOf(await scene().up(source("two")))).toEqual({ a: ["same"] });
  });

  it("sees the change again when it is no longer ignored", async () => {
    await changed(["size"], { size: 1 }, { size: 2 });
    const outcome = await scene().up(`new Thing("a", { size: 2 });`);
    expect(opsOf(outcome)).toEqual({ a: ["update"] });
  });
});
