import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { engineContract } from "./engine-contract.ts";
import { errorsOf, opsOf } from "./scene.ts";

engineContract("protection that is ignored", (scene) => {
  it("does not keep a resource from being deleted, by an up and by a destroy", async () => {
    await scene().up(`new Thing("a", {}, { protect: true }); new Thing("b", {}, { protect: true });`);
    expect((await scene().up(`new Thing("b", {}, { protect: true });`)).result).toBe("failed");
    const outcome = await scene().up(undefined, { ignoreProtect: true });
    expect(errorsOf(outcome)).toEqual([]);
    expect(scene().cloud.order("delete")).toEqual(["a"]);
    expect((await scene().destroy({ ignoreProtect: true })).result).toBe("succeeded");
    expect(scene().cloud.resources.size).toBe(0);
  });

  it.each(["fixed", "first"])(
    "does not keep a resource from being replaced, with what goes with it (%s)",
    async (key) => {
      const program = (value: number) => `
      const a = new Thing("a", { ${key}: ${value} }, { protect: true });
      new Thing("b", { ${key}On: a.out }, { protect: true });`;
      await scene().up(program(1));
      const plan = await scene().preview(program(2), { ignoreProtect: true });
      expect(errorsOf(plan)).toEqual([]);
      const outcome = await scene().up(undefined, { ignoreProtect: true });
      expect(errorsOf(outcome)).toEqual([]);
      expect(scene().cloud.order("delete").toSorted()).toEqual(["a", "b"]);
    },
  );
});

engineContract("a destroy that leaves what is protected", (scene) => {
  const program = `
    const net = new Thing("net");
    const group = new Group("group");
    new Thing("db", { on: net.out }, { protect: true, parent: group });
    new Thing("web", { on: net.out });
    new Thing("free");`;

  it("deletes the rest and keeps what that needs, as its preview says, and with a refresh", async () => {
    await scene().up(program);
    for (const options of [{ previewOnly: true }, {}, { refresh: true }]) {
      // The destroy of the round before has deleted what this round is to delete.
      if (options.refresh) await scene().up();
      const outcome = await scene().destroy({ excludeProtected: true, ...options });
      expect(errorsOf(outcome)).toEqual([]);
      const ops = opsOf(outcome);
      const deleted = Object.keys(ops).filter((name) => ops[name]?.includes("delete"));
      expect([options, deleted.toSorted()]).toEqual([options, ["free", "web"]]);
      expect(scene().cloud.byName("net")).toBeDefined();
      expect(scene().cloud.byName("db")).toBeDefined();
      expect(await scene().resource("group")).toBeDefined();
    }
  });

  it("deletes everything when nothing is protected", async () => {
    await scene().up(`new Thing("a");`);
    expect((await scene().destroy({ excludeProtected: true })).result).toBe("succeeded");
    expect(await scene().state()).toEqual([]);
  });
});

engineContract("a preview's import file", (scene) => {
  const imported = async (program: string) => {
    const importFile = path.join(scene().folder, "import.json");
    const plan = await scene().preview(program, { importFile });
    expect(errorsOf(plan)).toEqual([]);
    return JSON.parse(await readFile(importFile, "utf8")) as unknown;
  };
  const thing = (name: string, more: object = {}) => ({ type: "test:index:Thing", name, id: "<PLACEHOLDER>", ...more });
  const sorted = (file: unknown) => {
    const { resources = [], ...others } = file as { resources?: { name: string }[] };
    return { ...others, resources: resources.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
  };

  it("names every create, its component and its provider, lists those beside it, and gives each a name of its own", async () => {
    const file = await imported(`
      const group = new Group("group");
      const own = new TestProvider("own", { region: "r" });
      new Thing("a", {}, { parent: group });
      new Thing("b", {}, { provider: own });
      const same = new Thing("same");
      new Group("same", { dependsOn: same });
      new Other("other");`);
    expect(sorted(file)).toEqual({
      resources: [
        thing("a", { parent: "group" }),
        thing("b", { provider: "own" }),
        { type: "my:index:Group", name: "group", component: true },
        { type: "other:index:Other", name: "other", id: "<PLACEHOLDER>" },
        { type: "pulumi:providers:test", name: "own", inputs: { region: "r" } },
        thing("same"),
        { type: "my:index:Group", name: "sameGroup", component: true, logicalName: "same" },
      ],
    });
  });

  it("leaves out what is there, but for the names that creates refer to, and is empty when there is nothing to create", async () => {
    const there = `const group = new Group("group"); new Thing("there", { size: 1 }, { parent: group });`;
    await scene().up(there);
    expect(await imported(there)).toEqual({});
    const file = await imported(`
      const group = new Group("group");
      new Thing("there", { size: 2 }, { parent: group });
      new Thing("a", {}, { parent: group });`);
    expect(file).toEqual({
      nameTable: { group: "urn:pulumi:dev::proj::my:index:Group::group" },
      resources: [thing("a", { parent: "group" })],
    });
  });
});
