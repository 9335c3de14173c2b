import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { engineContract } from "./engine-contract.ts";
import { errorsOf, opsOf } from "./scene.ts";

const sealed = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

engineContract("secrets and unknown values", (scene) => {
  it("keeps a secret input secret in the state, in events and in what depends on it", async () => {
    const outcome = await scene().up(
      `
      const a = new Thing("a", { password: pulumi.secret("hunter2") });
      const b = new Thing("b", { copy: a.password });
      module.exports = { p: pulumi.secret("hunter2"), open: "x" };
    `.replace("a.password", 'pulumi.secret("hunter2").apply(p => p + "!")'),
    );
    expect(errorsOf(outcome)).toEqual([]);
    expect(scene().cloud.byName("a")?.inputs).toMatchObject({ password: expect.anything() });
    expect(JSON.stringify(await scene().state())).not.toContain("hunter2");
    expect(JSON.stringify(scene().events)).not.toContain("hunter2");
    expect((await scene().resource("a"))?.inputs).toMatchObject({ password: sealed });
    expect((await scene().resource("b"))?.inputs).toMatchObject({ copy: sealed });
    const file = await readFile(path.join(scene().folder, "state/.pulumi/stacks/proj/dev.json"), "utf8");
    expect(file).not.toContain("hunter2");
    expect(await scene().engine.outputs(scene().name)).toEqual({
      p: { value: "hunter2", secret: true },
      open: { value: "x", secret: false },
    });
    expect(outcome.outputs).toEqual({ p: "[secret]", open: "x" });
  });

  it("sees no difference between a secret and the same secret", async () => {
    const source = `new Thing("a", { password: pulumi.secret("hunter2") });`;
    await scene().up(source);
    expect(opsOf(await scene().up(source))).toEqual({ a: ["same"] });
  });

  it("opens what a program no longer wants secret, without a change of the resource", async () => {
    scene().cloud.acceptSecrets = false;
    await scene().up(`new Thing("a", { token: pulumi.secret("hunter2") });`);
    const outcome = await scene().up(`
      const open = pulumi.unsecret(pulumi.secret("hunter2"));
      new Thing("a", { token: open });
      module.exports = { open };
    `);
    expect(opsOf(outcome)).toEqual({ a: ["same"] });
    expect((await scene().resource("a"))?.inputs).toMatchObject({ token: "hunter2" });
    expect(await scene().engine.outputs(scene().name)).toEqual({ open: { value: "hunter2", secret: false } });
  });

  it("gives a provider that knows no secrets the plain value, and seals what it repeats", async () => {
    scene().cloud.acceptSecrets = false;
    await scene().up(
      `new Thing("a", { password: pulumi.secret("hunter2"), nested: { deep: pulumi.secret("x"), open: 1 } });`,
    );
    expect(scene().cloud.byName("a")?.inputs).toEqual({ password: "hunter2", nested: { deep: "x", open: 1 } });
    const state = await scene().resource("a");
    expect(state?.outputs).toMatchObject({ password: sealed, nested: { deep: sealed, open: 1 } });
  });

  it("seals outputs that the program calls secret", async () => {
    await scene().up(`new Thing("a", { size: 1 }, { additionalSecretOutputs: ["out"] });`);
    expect((await scene().resource("a"))?.outputs).toMatchObject({ out: sealed, size: 1 });
  });

  it("makes an output that comes of a secret property secret", async () => {
    await scene().up(`
      const a = new Thing("a", {}, { additionalSecretOutputs: ["out"] });
      module.exports = { derived: a.out.apply(o => o + "?") };
    `);
    expect(await scene().engine.outputs(scene().name)).toEqual({ derived: { value: "a-1-out?", secret: true } });
  });

  it("gives a program its configuration, secrets marked as such", async () => {
    await scene().up(
      `const c = new pulumi.Config(); module.exports = { open: c.require("open"), token: c.requireSecret("token") };`,
      {},
      { "proj:open": { value: "o" }, "proj:token": { value: "t0ken!", secret: true } },
    );
    expect(await scene().engine.outputs(scene().name)).toEqual({
      open: { value: "o", secret: false },
      token: { value: "t0ken!", secret: true },
    });
  });

  it("never shows a configured secret that a program prints or fails with", async () => {
    const outcome = await scene().up(
      `const c = new pulumi.Config(); c.requireSecret("token"); throw new pulumi.RunError("bad token " + c.get("token"));`,
      {},
      { "proj:token": { value: "t0ken!", secret: true } },
    );
    expect(outcome.result).toBe("failed");
    expect(JSON.stringify(scene().events)).not.toContain("t0ken!");
  });

  it("passes unknown values through apply, all and interpolate in a preview", async () => {
    const plan = await scene().preview(`
      const a = new Thing("a");
      const b = new Thing("b", {
        one: a.out.apply(o => o.length),
        two: pulumi.all([a.out, "x"]).apply(([o, x]) => o + x),
        three: pulumi.interpolate\`<\${a.out}>\`,
        nested: { list: [a.out, "known"] },
      });
      module.exports = { out: b.out, known: "k" };
    `);
    expect(errorsOf(plan)).toEqual([]);
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect(plan.steps.find(({ urn }) => urn.endsWith("::b"))?.newInputs).toEqual({
      one: unknown,
      two: unknown,
      three: unknown,
      nested: { list: [unknown, "known"] },
    });
    expect(plan.outputs).toMatchObject({ known: "k" });
  });

  it("previews the outputs that an unchanged resource has", async () => {
    const source = `const a = new Thing("a", { size: 1 }); module.exports = { out: a.out };`;
    await scene().up(source);
    expect((await scene().preview(source)).outputs).toEqual({ out: "a-1-out" });
  });

  it("does not run what waits for an unknown value in a preview", async () => {
    const plan = await scene().preview(`
      const a = new Thing("a");
      a.out.apply(() => { throw new Error("must not run"); });
    `);
    expect(plan.result).toBe("succeeded");
  });

  it("treats all outputs as unknown when the provider cannot preview", async () => {
    scene().cloud.supportsPreview = false;
    const plan = await scene().preview(`const a = new Thing("a", { size: 1 }); new Thing("b", { from: a.out });`);
    expect(opsOf(plan)).toEqual({ a: ["create"], b: ["create"] });
    expect(scene().cloud.calls.filter(({ call }) => call === "create")).toEqual([]);
  });
});
