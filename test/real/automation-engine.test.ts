import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { automationEngine, findCli, listStacks } from "../../src/engine/automation/index.ts";
import { makeAutomation } from "../contract/engine/automation.ts";
import { errorsOf, opsOf, Scene } from "../contract/engine/scene.ts";
import { describeWithPulumi } from "./pulumi-cli.ts";

describeWithPulumi("the automation engine", (pulumi) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open(makeAutomation(pulumi().environment));
  });
  afterEach(async () => {
    await scene.close();
  });

  it("leaves the program's folder as it is", async () => {
    const text = "# kept\nconfig:\n  proj:size: 3\n";
    await scene.file("Pulumi.dev.yaml", text);
    const folder = path.join(scene.folder, "program");
    await scene.program(`new Thing("a", { size: new pulumi.Config().requireNumber("size") });`);
    const before = await readdir(folder);
    const config = { "proj:password": { value: "hunter2", secret: true }, "proj:size": { value: "4" } };
    expect((await scene.up(undefined, {}, config)).result).toBe("succeeded");
    expect(scene.cloud.byName("a")?.inputs).toEqual({ size: 4 });
    expect(await readdir(folder)).toEqual(before);
    expect(await readFile(path.join(folder, "Pulumi.dev.yaml"), "utf8")).toBe(text);
  });

  it("leaves no stack behind when it previews one that does not exist", async () => {
    await scene.program(`new Thing("a");`);
    const stack = { project: "proj", stack: "new" };
    const plan = await scene.engine.preview(scene.work({ stack }));
    expect(opsOf(plan)).toEqual({ a: ["create"] });
    const stacks = await readdir(path.join(scene.folder, "state", ".pulumi", "stacks", "proj"));
    expect(stacks.filter((file) => file.endsWith("new.json"))).toEqual([]);
  });

  it("lists the stacks of a project that hold resources, and no others", async () => {
    const environment = {
      ...pulumi().environment,
      PULUMI_HOME: path.join(scene.folder, "home"),
      PULUMI_BACKEND_URL: `file://${path.join(scene.folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "correct horse",
    };
    const list = (project: string) => listStacks({ cli: () => findCli(environment), environment }, project);
    expect(await list("proj")).toEqual(new Map());
    await scene.up(`new Thing("a");`);
    const first = await list("proj");
    expect([...first.keys()]).toEqual(["dev"]);
    expect(Date.parse(first.get("dev") ?? "")).toBeGreaterThan(0);
    expect(await list("other")).toEqual(new Map());
  });

  it("says which outputs are secret", async () => {
    await scene.up(`module.exports = { size: 3, password: pulumi.secret("hunter2"), list: [pulumi.secret(1), 2] };`);
    expect(await scene.engine.outputs(scene.name)).toEqual({
      size: { value: 3, secret: false },
      password: { value: "hunter2", secret: true },
      list: { value: [1, 2], secret: true },
    });
  });

  it("lets the running step finish when it is cancelled, and starts no more", async () => {
    const cancel = new AbortController();
    scene.cloud.on("create", "a", () => cancel.abort());
    await scene.program(`const a = new Thing("a"); new Thing("b", { from: a.out });`);
    const outcome = await scene.engine.up(scene.work({ signal: cancel.signal }));
    expect(outcome.result).toBe("cancelled");
    expect(await scene.resource("a")).toMatchObject({ id: "a-1" });
    expect(scene.cloud.order("create")).toEqual(["a"]);
  });

  it("holds an up to the plan that a preview saved", async () => {
    const plan = path.join(scene.folder, "plan.json");
    await scene.preview(`new Thing("a", { size: 1 });`, { savePlan: plan });
    const other = await scene.up(`new Thing("a", { size: 2 });`, { plan });
    expect(other.result).toBe("failed");
    expect(scene.cloud.order("create")).toEqual([]);
    expect((await scene.up(`new Thing("a", { size: 1 });`, { plan })).result).toBe("succeeded");
  });

  it("says who holds a locked stack, and changes nothing", async () => {
    const locks = path.join(scene.folder, "state", ".pulumi", "locks", "organization", "proj", "dev");
    await mkdir(locks, { recursive: true });
    const owner = { pid: 4711, username: "alice", hostname: "build-7", timestamp: "2026-01-02T03:04:05Z" };
    await writeFile(path.join(locks, "lock.json"), JSON.stringify(owner));
    await expect(scene.up(`new Thing("a");`)).rejects.toMatchObject({
      code: "stack-locked",
      data: { owners: [owner] },
    });
    expect(scene.cloud.calls).toEqual([]);
    expect(scene.events.filter(({ preludeEvent }) => preludeEvent)).toEqual([]);
  });

  it("refuses a checkpoint of a newer Pulumi and leaves it as it is", async () => {
    await scene.preview(`new Thing("a");`);
    const file = path.join(scene.folder, "state", ".pulumi", "stacks", "proj", "dev.json");
    const text = JSON.stringify({ version: 9, checkpoint: { stack: "organization/proj/dev", latest: {} } });
    await writeFile(file, text);
    await expect(scene.up()).rejects.toMatchObject({ code: "state-too-new" });
    expect(await readFile(file, "utf8")).toBe(text);
  });

  it("says how to install a provider that is not there", async () => {
    const outcome = await scene.up(`new pulumi.CustomResource("absent:index:Thing", "a", {}, { version: "1.2.3" });`);
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome).join()).toContain("pulumi plugin install resource absent v1.2.3");
  });

  describe("with other settings", () => {
    const withSettings = async (settings: Readonly<Record<string, string>>) => {
      await scene.up("");
      const environment = { ...pulumi().environment, PULUMI_BACKEND_URL: `file://${scene.folder}/state`, ...settings };
      return automationEngine({ environment, cli: async () => await findCli(environment) });
    };

    it.each([
      ["a wrong passphrase", { PULUMI_CONFIG_PASSPHRASE: "wrong" }, "wrong-passphrase"],
      ["no passphrase", {}, "missing-passphrase"],
      ["a backend that is not there", { PULUMI_BACKEND_URL: "file:///not/there" }, "backend-unreachable"],
      [
        "a Pulumi Cloud that does not answer",
        { PULUMI_BACKEND_URL: "https://127.0.0.1:9", PULUMI_ACCESS_TOKEN: "x" },
        "backend-unreachable",
      ],
    ])("refuses %s", async (_what, settings, code) => {
      const engine = await withSettings(settings);
      await expect(engine.preview(scene.work())).rejects.toMatchObject({ code });
    });
  });
});
