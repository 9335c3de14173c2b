import { rm, symlink } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UnsupportedFeature } from "../../../src/engine/embedded/index.ts";
import { makeEmbedded } from "./embedded.ts";
import { errorsOf, Scene } from "./scene.ts";

describe("the embedded engine, where it does not know a feature of Pulumi", () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open(makeEmbedded);
  });
  afterEach(async () => {
    await scene.close();
  });

  it.each([
    ["stack transforms", `pulumi.runtime.registerResourceTransform(() => undefined); new Thing("a");`, "transforms"],
    ["transforms of one resource", `new Thing("a", {}, { transforms: [() => undefined] });`, "transforms"],
    // The SDK registers a hook in the background, and waits for that only where a resource names the hook.
    [
      "resource hooks",
      `const h = new pulumi.ResourceHook("h", () => undefined); new Thing("a", {}, { hooks: { beforeCreate: [h] } });`,
      "resource hooks",
    ],
    [
      "remote components",
      `class R extends pulumi.ComponentResource { constructor() { super("test:index:R", "r", {}, {}, true); } } new R();`,
      "remote components",
    ],
    [
      "methods of remote components",
      `module.exports = { r: pulumi.runtime.call("test:index:f", {}) };`,
      "methods of remote components",
    ],
  ])("refuses %s by name and creates nothing", async (_feature, source, named) => {
    const outcome = await scene.up(source);
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome).join("\n")).toMatch(new RegExp(`does not support .*${named}`));
    expect(scene.cloud.order("create")).toEqual([]);
  });

  it.each(["preview", "up", "destroy"] as const)(
    "refuses a %s of a state that remembers a hook of a deletion",
    async (verb) => {
      await scene.up(`new Thing("a"); new Thing("b");`);
      const exported = await scene.engine.exportState(scene.name);
      const deployment = exported.deployment as { resources: { urn: string }[] };
      const resources = deployment.resources.map((each) =>
        each.urn.endsWith("::a")
          ? { ...each, resourceHooks: { BeforeDelete: ["drain"], AfterCreate: ["greet"] } }
          : each,
      );
      await scene.engine.importState(scene.name, { ...exported, deployment: { ...deployment, resources } });
      await scene.program(`new Thing("b", { size: 2 }); new Thing("c");`);
      const calls = scene.cloud.calls.length;
      await expect(scene.engine[verb](scene.work())).rejects.toMatchObject({
        code: "unsupported-feature",
        message: expect.stringMatching(/resource hooks .*::a \(drain\)/u) as string,
      });
      expect(scene.cloud.calls).toHaveLength(calls);
      expect((await scene.engine[verb](scene.work(), { targets: ["**::b"] })).result).toBe("succeeded");
    },
  );

  it("refreshes a state that remembers hooks, and does not mind those of creations", async () => {
    await scene.up(`new Thing("a");`);
    const exported = await scene.engine.exportState(scene.name);
    const deployment = exported.deployment as { resources: object[] };
    const withHooks = async (resourceHooks: object) => {
      const resources = deployment.resources.map((each) => ({ ...each, resourceHooks }));
      await scene.engine.importState(scene.name, { ...exported, deployment: { ...deployment, resources } });
    };
    await withHooks({ AfterDelete: ["h"] });
    expect((await scene.refresh()).result).toBe("succeeded");
    await withHooks({ BeforeCreate: ["h"], AfterUpdate: ["h"] });
    expect((await scene.up("")).result).toBe("succeeded");
  });

  it.each([
    ["of another language", "name: proj\nruntime: python\n", "unsupported-feature"],
    ["whose entry does not exist", "name: proj\nruntime: nodejs\nmain: nowhere.ts\n", "program-not-runnable"],
  ])("refuses a program %s before it starts", async (_what, project, code) => {
    const other = await Scene.open(makeEmbedded, { realProcess: true });
    try {
      await other.project(project);
      await expect(other.up("")).rejects.toMatchObject({ code });
      await expect(other.preview()).rejects.toMatchObject({ code });
      expect(other.events).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it.each(["package.json", "package.yaml", "tsconfig.json"])(
    "reads no device in the place of a program's %s",
    async (name) => {
      const other = await Scene.open(makeEmbedded, { realProcess: true });
      try {
        const file = path.join(other.folder, "program", name);
        await rm(file, { force: true });
        await symlink("/dev/null", file);
        await expect(other.preview()).rejects.toMatchObject({
          code: "program-not-runnable",
          message: expect.stringContaining(`${name} is no plain file`) as string,
        });
      } finally {
        await other.close();
      }
    },
  );

  it("names the feature in the error's data", () => {
    expect(new UnsupportedFeature({ feature: "x" })).toMatchObject({
      code: "unsupported-feature",
      data: { feature: "x" },
    });
  });

  it("gives up on a provider that does not answer within the resource's time limit", async () => {
    scene.cloud.on("create", "a", async () => await new Promise(() => undefined));
    const outcome = await scene.up(`new Thing("a", {}, { customTimeouts: { create: "1s" } });`);
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome)[0]).toContain("time limit");
    expect(scene.cloud.running).toBe(0);
  });

  it("does not delete what a program did not get to register because it left", async () => {
    const other = await Scene.open(makeEmbedded, { realProcess: true });
    try {
      await other.up(`new Thing("a"); new Thing("b");`);
      const leaving = `process.removeAllListeners("exit"); process.exit(0);`;
      const outcome = await other.up(`const a = new Thing("a"); a.out.apply(() => { ${leaving} });`);
      expect(outcome.result).toBe("failed");
      expect(errorsOf(outcome).join()).toContain("before it came to its end");
      expect(other.cloud.byName("b")).toBeDefined();
    } finally {
      await other.close();
    }
  });

  it("does not start a project that asks for another Pulumi", async () => {
    await scene.project("name: proj\nruntime: nodejs\nrequiredPulumiVersion: '>=99.0.0'\n");
    await expect(scene.up(`new Thing("a");`)).rejects.toMatchObject({ code: "pulumi-version-unsatisfied" });
  });

  it("says so to a program that asks for another Pulumi", async () => {
    const outcome = await scene.up(
      `module.exports = async () => { await pulumi.runtime.requirePulumiVersion(">=99.0.0"); };`,
    );
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome).join("\n")).toContain("The program asks for Pulumi >=99.0.0");
  });
});
