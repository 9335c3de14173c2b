import { expect, it } from "vitest";
import { engineContract } from "./engine-contract.ts";
import { errorsOf, opsOf } from "./scene.ts";

engineContract("aliases", (scene) => {
  /** Brings `before` up and then `after`: what happened to the resource, and what was created and deleted by that. */
  const renamed = async (before: string, after: string, name = "new") => {
    await scene().up(before);
    const created = scene().cloud.order("create").length;
    const outcome = await scene().up(after);
    const again = await scene().up(undefined, { expectNoChanges: true });
    return {
      errors: errorsOf(outcome),
      ops: opsOf(outcome)[name],
      created: scene().cloud.order("create").length - created,
      deleted: scene().cloud.order("delete"),
      again: again.result,
    };
  };
  const kept = { errors: [], ops: ["same"], created: 0, deleted: [], again: "succeeded" };

  it("renames without replacing, by the old name", async () => {
    expect(await renamed(`new Thing("old");`, `new Thing("new", {}, { aliases: [{ name: "old" }] });`)).toEqual(kept);
    expect(await scene().resource("old")).toBeUndefined();
  });

  it("renames by the old URN", async () => {
    expect(
      await renamed(
        `new Thing("old");`,
        `new Thing("new", {}, { aliases: ["urn:pulumi:dev::proj::test:index:Thing::old"] });`,
      ),
    ).toEqual(kept);
  });

  it("takes over from another project of the same backend", async () => {
    await scene().up(`new Thing("new");`);
    const { version, deployment } = await scene().engine.exportState(scene().name);
    const moved = JSON.stringify(deployment).replaceAll("dev::proj::test:", "dev::other::test:");
    await scene().engine.importState(scene().name, { version, deployment: JSON.parse(moved) });
    const outcome = await scene().up(`new Thing("new", {}, { aliases: [{ project: "other" }] });`);
    expect(errorsOf(outcome)).toEqual([]);
    expect(opsOf(outcome)).toEqual({ new: ["same"] });
    expect((await scene().resource("new"))?.urn).toBe("urn:pulumi:dev::proj::test:index:Thing::new");
  });

  it("takes over from another type", async () => {
    expect(
      await renamed(
        `class Old extends pulumi.CustomResource { constructor(n) { super("test:index:Old", n, {}); } } new Old("new");`,
        `new Thing("new", {}, { aliases: [{ type: "test:index:Old" }] });`,
      ),
    ).toEqual(kept);
  });

  it("moves into a component", async () => {
    expect(
      await renamed(
        `new Thing("new");`,
        `const g = new Group("g"); new Thing("new", {}, { parent: g, aliases: [{ parent: pulumi.rootStackResource }] });`,
      ),
    ).toEqual(kept);
  });

  it("moves out of a component", async () => {
    await scene().up(`const g = new Group("g"); new Thing("new", {}, { parent: g });`);
    const outcome = await scene().up(
      `new Thing("new", {}, { aliases: ["urn:pulumi:dev::proj::my:index:Group$test:index:Thing::new"] });`,
    );
    expect(opsOf(outcome)).toEqual({ new: ["same"], g: ["delete"] });
  });

  it("hands a component's alias down to its children", async () => {
    expect(
      await renamed(
        `const g = new Group("old"); new Thing("child", {}, { parent: g });`,
        `const g = new Group("new", { aliases: [{ name: "old" }] }); new Thing("child", {}, { parent: g });`,
        "child",
      ),
    ).toEqual(kept);
  });

  it("renames children that are named after their component", async () => {
    expect(
      await renamed(
        `const g = new Group("old"); new Thing("old-child", {}, { parent: g });`,
        `const g = new Group("new", { aliases: [{ name: "old" }] }); new Thing("new-child", {}, { parent: g });`,
        "new-child",
      ),
    ).toEqual(kept);
  });

  it("keeps what refers to a renamed resource in step", async () => {
    await scene().up(`const a = new Thing("old"); new Thing("b", {}, { dependsOn: a });`);
    await scene().up(
      `const a = new Thing("new", {}, { aliases: [{ name: "old" }] }); new Thing("b", {}, { dependsOn: a });`,
    );
    expect(await scene().resource("b")).toMatchObject({
      dependencies: ["urn:pulumi:dev::proj::test:index:Thing::new"],
    });
  });

  it("refuses two resources that take over the same one", async () => {
    await scene().up(`new Thing("old");`);
    const outcome = await scene().up(`
      const x = new Thing("x", {}, { aliases: [{ name: "old" }] });
      new Thing("y", {}, { aliases: [{ name: "old" }], dependsOn: x });
    `);
    expect(outcome.result).toBe("failed");
    expect(scene().cloud.order("delete")).toEqual([]);
  });

  it("renames an explicit provider without touching its resources", async () => {
    await scene().up(`const p = new TestProvider("old", { region: "r" }); new Thing("a", {}, { provider: p });`);
    const outcome = await scene().up(
      `const p = new TestProvider("new", { region: "r" }, { aliases: [{ name: "old" }] }); new Thing("a", {}, { provider: p });`,
    );
    expect(errorsOf(outcome)).toEqual([]);
    expect(opsOf(outcome)).toMatchObject({ new: ["same"], a: ["same"] });
  });
});
