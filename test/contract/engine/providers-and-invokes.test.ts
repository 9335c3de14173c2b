import { expect, it } from "vitest";
import { engineContract } from "./engine-contract.ts";
import { errorsOf, opsOf } from "./scene.ts";

engineContract("providers and invokes", (scene) => {
  it("starts one default provider per package and version", async () => {
    await scene().up(`
      new Thing("a", {}, { version: "1.2.3" });
      new Thing("b", {}, { version: "1.2.3" });
      new Thing("c", {}, { version: "2.0.0" });
      new Other("d");
    `);
    const names = (await scene().state())
      .filter(({ type }) => type.startsWith("pulumi:providers:"))
      .map(({ urn }) => urn);
    expect(names.toSorted()).toEqual([
      "urn:pulumi:dev::proj::pulumi:providers:other::default",
      "urn:pulumi:dev::proj::pulumi:providers:test::default_1_2_3",
      "urn:pulumi:dev::proj::pulumi:providers:test::default_2_0_0",
    ]);
  });

  it("configures the default provider from the stack's configuration", async () => {
    await scene().up(`new Thing("a");`, {}, { "test:region": { value: "europe" } });
    expect(scene().cloud.configurations).toContainEqual(expect.objectContaining({ region: "europe" }));
  });

  it("gives resources the provider that they name", async () => {
    await scene().up(`
      const p = new TestProvider("p", { region: "r1" });
      new Thing("a", {}, { provider: p });
    `);
    expect((await scene().resource("a"))?.["provider"]).toMatch(/::pulumi:providers:test::p::[0-9a-f-]{36}$/);
    expect(scene().cloud.configurations).toContainEqual(expect.objectContaining({ region: "r1" }));
  });

  it("hands a component's provider down to its children", async () => {
    await scene().up(`
      const p = new TestProvider("p", { region: "r1" });
      const g = new Group("g", { providers: [p] });
      new Thing("a", {}, { parent: g });
    `);
    expect((await scene().resource("a"))?.["provider"]).toContain("::p::");
  });

  it("updates a provider's configuration without touching its resources", async () => {
    const source = (region: string) =>
      `const p = new TestProvider("p", { region: "${region}" }); new Thing("a", {}, { provider: p });`;
    await scene().up(source("r1"));
    const outcome = await scene().up(source("r2"));
    expect(errorsOf(outcome)).toEqual([]);
    expect(opsOf(outcome)).toEqual({ p: ["update"], a: ["same"] });
  });

  it("replaces resources whose provider was replaced", async () => {
    const source = (region: string) =>
      `const p = new TestProvider("p", { fixedRegion: "${region}" }); new Thing("a", {}, { provider: p });`;
    await scene().up(source("r1"));
    const outcome = await scene().up(source("r2"));
    expect(errorsOf(outcome)).toEqual([]);
    expect(opsOf(outcome)).toEqual({
      p: ["create-replacement", "replace", "delete-replaced"],
      a: ["create-replacement", "replace", "delete-replaced"],
    });
    expect(scene().cloud.resources.size).toBe(1);
  });

  it("does not replace resources for a new version of the provider", async () => {
    await scene().up(`new Thing("a", {}, { version: "1.0.0" });`);
    const outcome = await scene().up(`new Thing("a", {}, { version: "2.0.0" });`);
    expect(errorsOf(outcome)).toEqual([]);
    expect(opsOf(outcome)).toEqual({ a: ["same"] });
    expect((await scene().resource("a"))?.["provider"]).toContain("default_2_0_0");
  });

  it("previews with a provider whose configuration is not known yet", async () => {
    const plan = await scene().preview(`
      const a = new Thing("a");
      const p = new TestProvider("p", { region: a.out });
      new Thing("b", { size: 1 }, { provider: p });
    `);
    expect(errorsOf(plan)).toEqual([]);
    expect(opsOf(plan)).toEqual({ a: ["create"], p: ["create"], b: ["create"] });
  });

  it("fails by name when there is no such provider", async () => {
    scene().cloud.missing.add("test");
    const outcome = await scene().up(`new Thing("a");`);
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome).join()).toContain("test");
  });

  it("reports what a provider's check complains about, and creates nothing", async () => {
    scene().cloud.on("check", "a", () => scene().cloud.rejection("size", "has to be positive"));
    const outcome = await scene().up(`new Thing("a", { size: -1 });`);
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome).join()).toContain("has to be positive");
    expect(scene().cloud.order("create")).toEqual([]);
  });

  it("keeps the defaults that a check fills in", async () => {
    scene().cloud.on("check", "a", ({ inputs }) => scene().cloud.checked({ ...inputs, color: "blue" }));
    await scene().up(`new Thing("a", { size: 1 });`);
    expect((await scene().resource("a"))?.inputs).toEqual({ size: 1, color: "blue" });
  });

  it("answers invokes", async () => {
    await scene().up(
      `module.exports = async () => ({ result: await pulumi.runtime.invoke("test:index:get", { key: "k" }) });`,
    );
    const { result } = await scene().engine.outputs(scene().name);
    expect(result?.value).toEqual({ key: "k", token: "test:index:get" });
  });

  it("does not ask about what is not known yet", async () => {
    const plan = await scene().preview(`
      const a = new Thing("a");
      const r = pulumi.runtime.invokeOutput("test:index:get", { key: a.out });
      new Thing("b", { from: r.key });
    `);
    expect(errorsOf(plan)).toEqual([]);
    expect(scene().cloud.calls.filter(({ call }) => call === "invoke")).toEqual([]);
    expect(plan.steps.find(({ urn }) => urn.endsWith("::b"))?.newInputs).toEqual({
      from: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    });
  });

  it("answers an invoke that depends on resources once they are there", async () => {
    await scene().up(`
      const a = new Thing("a");
      const r = pulumi.runtime.invokeOutput("test:index:get", { key: a.out });
      module.exports = { key: r.key };
    `);
    expect(await scene().engine.outputs(scene().name)).toEqual({ key: { value: "a-1-out", secret: false } });
  });

  it("fails when an invoke fails", async () => {
    scene().cloud.on("invoke", "test:index:get", () => new Error("no such key"));
    const outcome = await scene().up(
      `module.exports = async () => ({ result: await pulumi.runtime.invoke("test:index:get", {}) });`,
    );
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome).join()).toContain("no such key");
  });

  it("destroys with the providers that the state knows, without running the program", async () => {
    await scene().up(`const p = new TestProvider("p", { region: "r1" }); new Thing("a", {}, { provider: p });`);
    scene().cloud.configurations.length = 0;
    const outcome = await scene().destroy();
    expect(opsOf(outcome)).toEqual({ a: ["delete"], p: ["delete"] });
    expect(scene().cloud.configurations).toEqual([expect.objectContaining({ region: "r1" })]);
  });
});
