import { expect, it } from "vitest";
import { formatPath } from "../../../src/pulumi/index.ts";
import { engineContract } from "./engine-contract.ts";
import { errorsOf, opsOf } from "./scene.ts";

engineContract("property values", (scene) => {
  const stepOf = async (source: string) => {
    const plan = await scene().preview(source);
    return plan.steps.find(({ urn }) => urn.endsWith("::a"));
  };

  it("leaves out what is undefined and keeps what is null within lists and maps", async () => {
    await scene().up(`new Thing("a", { none: undefined, list: [1, null, 2], map: { x: null, y: undefined } });`);
    expect(scene().cloud.byName("a")?.inputs).toEqual({ list: [1, null, 2], map: { x: null } });
    expect(opsOf(await scene().up())).toEqual({ a: ["same"] });
  });

  it("tells no value from an empty one", async () => {
    await scene().up(`new Thing("a", { text: "", list: [], map: {}, zero: 0, no: false });`);
    expect(opsOf(await scene().up())).toEqual({ a: ["same"] });
    const step = await stepOf(`new Thing("a", {});`);
    expect(Object.values(step?.detailedDiff ?? {}).map(({ kind }) => kind)).toEqual(Array(5).fill("delete"));
  });

  it("compares deep values itself, with the path of each difference", async () => {
    scene().cloud.on("diff", "a", () => scene().cloud.noOpinion());
    await scene().up(
      `new Thing("a", { map: { keep: 1, gone: 1, "a.b": { c: 1 } }, list: [1, [2], { x: 3 }], old: true });`,
    );
    const step = await stepOf(
      `new Thing("a", { map: { keep: 1, added: 1, "a.b": { c: 2 } }, list: [1, [9, 10], { x: 4 }], fresh: true });`,
    );
    expect(step?.detailedDiff).toEqual({
      "map.gone": { kind: "delete", inputDiff: true },
      "map.added": { kind: "add", inputDiff: true },
      'map["a.b"].c': { kind: "update", inputDiff: true },
      "list[1][0]": { kind: "update", inputDiff: true },
      "list[1][1]": { kind: "add", inputDiff: true },
      "list[2].x": { kind: "update", inputDiff: true },
      old: { kind: "delete", inputDiff: true },
      fresh: { kind: "add", inputDiff: true },
    });
  });

  it("takes no key to be there because every object inherits its name", async () => {
    scene().cloud.on("diff", "a", () => scene().cloud.noOpinion());
    await scene().up(`new Thing("a", { map: { valueOf: 1 } });`);
    const step = await stepOf(`new Thing("a", { map: { constructor: 1 }, toString: 2 });`);
    expect(step?.detailedDiff).toEqual({
      "map.valueOf": { kind: "delete", inputDiff: true },
      "map.constructor": { kind: "add", inputDiff: true },
      toString: { kind: "add", inputDiff: true },
    });
  });

  const hostileKeys = [
    ..."a.b|a-b|$a|1a|a b|it's|qu\"ote|[0]|a]|[|*|back\\slash|größe|🙂|日本|UPPER_1".split("|"),
    "line\nbreak",
    "__proto_",
    "constructor",
    "valueOf",
  ];
  const withKeys = (value: number) => JSON.stringify(Object.fromEntries(hostileKeys.map((key) => [key, value])));

  it("writes the path of each key as Pulumi writes it", async () => {
    scene().cloud.on("diff", "a", () => scene().cloud.noOpinion());
    await scene().up(`new Thing("a", { map: ${withKeys(1)}, list: [${withKeys(1)}] });`);
    const step = await stepOf(`new Thing("a", { map: ${withKeys(2)}, list: [${withKeys(2)}] });`);
    const paths = [["map"], ["list", 0]].flatMap((outer) => hostileKeys.map((key) => formatPath([...outer, key])));
    expect(Object.keys(step?.detailedDiff ?? {}).toSorted()).toEqual(paths.toSorted());
  });

  it("ignores the changes at the paths that it writes", async () => {
    // `*` stands for every key.
    const keys = hostileKeys.filter((key) => key !== "*");
    const ignoreChanges = JSON.stringify(keys.map((key) => formatPath(["map", key])));
    const program = (value: number, other: number) => {
      const map = JSON.stringify(Object.fromEntries([...keys.map((key) => [key, value]), ["other", other]]));
      return `new Thing("a", { map: ${map} }, { ignoreChanges: ${ignoreChanges} });`;
    };
    await scene().up(program(1, 1));
    expect(opsOf(await scene().up(program(2, 1)))).toEqual({ a: ["same"] });
    expect(opsOf(await scene().up(program(2, 2)))).toEqual({ a: ["update"] });
    expect(scene().cloud.byName("a")?.inputs).toEqual({
      map: Object.fromEntries([...keys.map((key) => [key, 1]), ["other", 2]]),
    });
  });

  it("calls a value of another type an update of the whole", async () => {
    scene().cloud.on("diff", "a", () => scene().cloud.noOpinion());
    await scene().up(`new Thing("a", { value: { x: 1 }, list: [1] });`);
    const step = await stepOf(`new Thing("a", { value: [1], list: "text" });`);
    expect(step?.detailedDiff).toEqual({
      value: { kind: "update", inputDiff: true },
      list: { kind: "update", inputDiff: true },
    });
  });

  it("takes a value that is not known yet for a difference", async () => {
    scene().cloud.on("diff", "b", () => scene().cloud.noOpinion());
    await scene().up(`new Thing("a", { fixed: 1 }); new Thing("b", { map: { x: "a-1-out", y: 1 } });`);
    const plan = await scene().preview(
      `const a = new Thing("a", { fixed: 2 }); new Thing("b", { map: { x: a.out, y: 1 } });`,
    );
    expect(plan.steps.find(({ urn, op }) => urn.endsWith("::b") && op === "update")).toMatchObject({
      detailedDiff: { "map.x": { kind: "update" } },
    });
  });

  it("sees no difference in the order of keys", async () => {
    await scene().up(`new Thing("a", { map: { x: 1, y: 2 } });`);
    scene().cloud.on("diff", "a", () => scene().cloud.noOpinion());
    expect(opsOf(await scene().up(`new Thing("a", { map: { y: 2, x: 1 } });`))).toEqual({ a: ["same"] });
  });

  it("passes outputs of any shape on", async () => {
    await scene().up(`
      const a = new Thing("a", { deep: { list: [{ x: 1 }, null, "t", 2.5, true] } });
      new Thing("b", { copy: a.urn.apply(() => ({ list: [{ x: 1 }, null, "t", 2.5, true] })), its: [a.id, a.urn] });
    `);
    expect(scene().cloud.byName("b")?.inputs).toEqual({
      copy: { list: [{ x: 1 }, null, "t", 2.5, true] },
      its: ["a-1", "urn:pulumi:dev::proj::test:index:Thing::a"],
    });
  });

  it("keeps names with colons, slashes, dollars and unicode", async () => {
    const outcome = await scene().up(`new Thing("x::y/z $ λ", { size: 1 });`);
    expect(errorsOf(outcome)).toEqual([]);
    expect((await scene().state()).at(-1)?.urn).toBe("urn:pulumi:dev::proj::test:index:Thing::x::y/z $ λ");
    expect((await scene().up()).summary).toEqual({ same: 2 });
    expect((await scene().destroy()).summary).toEqual({ delete: 2 });
  });
});
