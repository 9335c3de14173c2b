import { expect, it } from "vitest";
import { engineContract } from "./engine-contract.ts";
import { errorsOf, opsOf } from "./scene.ts";

engineContract("components, outputs and stack references", (scene) => {
  it("registers a component with its outputs and its children below it", async () => {
    const outcome = await scene().up(`
      class App extends pulumi.ComponentResource {
        constructor(name) {
          super("my:index:App", name);
          const a = new Thing(name + "-a", {}, { parent: this });
          this.url = a.out;
          this.registerOutputs({ url: a.out });
        }
      }
      const app = new App("app");
      module.exports = { url: app.url };
    `);
    expect(errorsOf(outcome)).toEqual([]);
    expect(outcome.summary).toEqual({ create: 3 });
    expect(await scene().resource("app")).toMatchObject({ outputs: { url: "app-a-1-out" }, custom: false });
    expect((await scene().resource("app-a"))?.["parent"]).toBe("urn:pulumi:dev::proj::my:index:App::app");
  });

  it("deletes children before their component", async () => {
    await scene().up(`const g = new Group("g"); new Thing("a", {}, { parent: g });`);
    const outcome = await scene().destroy();
    expect(outcome.steps.map(({ urn }) => urn.slice(urn.lastIndexOf("::") + 2))).toEqual(["a", "g", "proj-dev"]);
  });

  it("lets children take protection over from their component", async () => {
    await scene().up(`const g = new Group("g", { protect: true }); new Thing("a", {}, { parent: g });`);
    expect(await scene().resource("a")).toMatchObject({ protect: true });
  });

  it("applies legacy transformations of the program", async () => {
    await scene().up(`
      pulumi.runtime.registerStackTransformation(({ props, opts, type }) =>
        type === "test:index:Thing" ? { props: { ...props, tag: "added" }, opts } : undefined);
      new Thing("a", { size: 1 });
    `);
    expect(scene().cloud.byName("a")?.inputs).toEqual({ size: 1, tag: "added" });
  });

  it("passes references to resources on as ids", async () => {
    await scene().up(`const a = new Thing("a"); new Thing("b", { target: a });`);
    expect(scene().cloud.byName("b")?.inputs).toEqual({ target: "a-1" });
    expect(opsOf(await scene().up())).toEqual({ a: ["same"], b: ["same"] });
  });

  it("exports what the program returns, awaited and nested", async () => {
    await scene().up(`module.exports = async () => ({ list: [1, { two: Promise.resolve(2) }], nothing: null });`);
    expect(await scene().engine.outputs(scene().name)).toEqual({
      list: { value: [1, { two: 2 }], secret: false },
      nothing: { value: null, secret: false },
    });
  });

  it("says nothing about resources outside of a component's registered outputs", async () => {
    await scene().up(`new Group("g");`);
    expect((await scene().resource("g"))?.outputs ?? {}).toEqual({});
  });

  it("keeps outputs that a failed run did not get to say", async () => {
    await scene().up(`module.exports = { one: 1, two: 2 };`);
    scene().cloud.on("create", "a", () => new Error("no room"));
    await scene().up(`const a = new Thing("a"); module.exports = { one: 11, two: a.out };`);
    expect(Object.keys(await scene().engine.outputs(scene().name)).toSorted()).toEqual(["one", "two"]);
  });

  it("refuses two resources of one name and changes nothing more", async () => {
    const outcome = await scene().up(`const a = new Thing("a"); new Thing("a", {}, { dependsOn: a });`);
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome).join()).toMatch(/duplicate/i);
  });

  it("reads another stack's outputs, secrets included", async () => {
    await scene().up(`module.exports = { open: "o", hidden: pulumi.secret("h") };`);
    const other = { project: "proj", stack: "other" };
    await scene().program(`
      const ref = new pulumi.StackReference("organization/proj/dev");
      module.exports = { open: ref.getOutput("open"), hidden: ref.requireOutput("hidden") };
    `);
    const outcome = await scene().engine.up(scene().work({ stack: other }));
    expect(errorsOf(outcome)).toEqual([]);
    expect(await scene().engine.outputs(other)).toEqual({
      open: { value: "o", secret: false },
      hidden: { value: "h", secret: true },
    });
    const plan = await scene().engine.preview(scene().work({ stack: other }));
    expect(plan.outputs).toEqual({ open: "o", hidden: "[secret]" });
  });

  it("fails when the other stack does not exist", async () => {
    const outcome = await scene().up(`new pulumi.StackReference("organization/proj/nowhere");`);
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome).join()).toContain("nowhere");
  });

  it("keeps stacks apart", async () => {
    await scene().up(`new Thing("a");`);
    await scene().engine.up(scene().work({ stack: { project: "proj", stack: "other" } }));
    expect(scene().cloud.resources.size).toBe(2);
    await scene().destroy();
    expect(scene().cloud.resources.size).toBe(1);
  });
});
