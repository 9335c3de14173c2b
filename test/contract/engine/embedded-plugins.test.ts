import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { isRunning } from "../../../src/lib/index.ts";
import { PluginScene, type PluginSetting, sheet } from "./plugin-scene.ts";
import { errorsOf, opsOf } from "./scene.ts";

let opened: PluginScene | undefined;
const open = async (setting: PluginSetting = { installed: ["1.0.0"] }) => (opened = await PluginScene.open(setting));
afterEach(async () => {
  const processes = (await opened?.processes()) ?? [];
  await opened?.scene.close();
  opened = undefined;
  // Checked after every test: no plugin outlives its operation.
  for (const pid of processes) if (await isRunning({ pid })) throw new Error(`Plugin ${pid} still runs.`);
});

const warningsOf = ({ diagnostics }: { readonly diagnostics: readonly { severity: string; message: string }[] }) =>
  diagnostics.filter(({ severity }) => severity === "warning").map(({ message }) => message);

describe("embedded engine: a provider that is an executable", () => {
  it("creates, updates, replaces, reads and deletes through it", async () => {
    const plugin = await open();
    const { scene } = plugin;
    expect(opsOf(await scene.up(sheet("a", { text: "one" })))).toEqual({ a: ["create"] });
    expect((await scene.resource("a"))?.outputs).toMatchObject({ text: "one", out: "kept by 1.0.0" });
    expect(opsOf(await scene.up(sheet("a", { text: "two" })))).toEqual({ a: ["update"] });
    expect(opsOf(await scene.up(sheet("a", { text: "two", format: "A5" })))).toMatchObject({
      a: expect.arrayContaining(["create-replacement", "delete-replaced"]),
    });
    expect(opsOf(await scene.refresh())).toEqual({ a: ["same"] });
    expect(opsOf(await scene.destroy())).toEqual({ a: ["delete"] });
    expect((await plugin.calls()).filter((call) => call.startsWith("handshake"))[0]).toMatch(
      /^handshake true .*resource-paper-v1\.0\.0$/u,
    );
  });

  it("starts while the program loads where the state says that it will be needed, and is started once", async () => {
    const plugin = await open();
    const { scene } = plugin;
    const starts = async () => (await plugin.processes()).length;
    await scene.up(sheet("a", { text: "one" }));
    const before = await starts();
    const log = JSON.stringify(path.join(plugin.paper, "calls.log"));
    // The program registers nothing before the plugin of this run has started.
    const outcome = await scene.up(
      `const starts = () => require("node:fs").readFileSync(${log}, "utf8").split(" start ").length - 1;
       const untilStarted = async () => {
         while (starts() <= ${before}) await new Promise((resolve) => setTimeout(resolve, 10));
         return "one";
       };
       new pulumi.CustomResource("paper:index:Sheet", "a", { out: undefined, text: untilStarted() });`,
    );
    expect(opsOf(outcome)).toEqual({ a: ["same"] });
    expect(await starts()).toBe(before + 1);
  });

  it("runs in the program's folder and learns the project and its own configuration", async () => {
    const plugin = await open();
    const { scene } = plugin;
    await scene.up(sheet("a", { text: "one" }), {}, { "paper:ink": { value: "blue" }, "other:x": { value: "1" } });
    const program = path.join(scene.folder, "program");
    expect(await plugin.calls()).toContain(`start ${program} proj {"ink":"blue"}`);
    expect(await plugin.calls()).toContain('configure {"ink":"blue"}');
  });

  it("is taken in exactly the version that is asked for", async () => {
    const { scene } = await open({ installed: ["1.0.0", "1.2.0", "2.0.0"] });
    await scene.up(sheet("a", {}, '{ version: "1.2.0" }') + sheet("b", {}));
    expect((await scene.resource("a"))?.outputs).toMatchObject({ out: "kept by 1.2.0" });
    expect((await scene.resource("b"))?.outputs).toMatchObject({ out: "kept by 2.0.0" });
  });

  it("is refused by name, with what is installed, when it is not there in that version", async () => {
    const { scene } = await open({ installed: ["1.0.0"] });
    const outcome = await scene.up(sheet("a", {}, '{ version: "3.1.0" }'));
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome)[0]).toMatch(
      /paper 3\.1\.0.*of that version.*1\.0\.0 is installed.*pulumi plugin install resource paper v3\.1\.0/su,
    );
    expect(await scene.resource("a")).toBeUndefined();
  });

  it("is found missing before anything is done when the program depends on its SDK", async () => {
    const { scene } = await open({ installed: [] });
    await scene.file("package.json", JSON.stringify({ dependencies: { "@acme/pulumi-paper": "1" } }));
    await scene.file(
      "node_modules/@acme/pulumi-paper/package.json",
      JSON.stringify({ version: "1.5.0", pulumi: { resource: true, name: "paper", server: "https://acme.example" } }),
    );
    await expect(scene.up("new Group('g');")).rejects.toMatchObject({
      code: "provider-not-found",
      message: expect.stringContaining("resource paper v1.5.0 --server https://acme.example"),
    });
  });

  it("is found missing before a destroy does anything", async () => {
    const { scene, home } = await open({ installed: ["1.0.0"] });
    await scene.up(sheet("a", {}, '{ version: "1.0.0" }'));
    await writeFile(path.join(home, "plugins", "resource-paper-v1.0.0.partial"), "");
    await expect(scene.destroy()).rejects.toMatchObject({ code: "provider-not-found" });
    expect(await scene.resource("a")).toBeDefined();
  });

  it("is taken from PATH in whatever version, with the Pulumi CLI's warnings, each once", async () => {
    const { scene, bin } = await open({ onPath: "0.9.0", installed: ["1.0.0"] });
    const outcome = await scene.up(
      `${sheet("a", {}, '{ version: "1.0.0" }')}new pulumi.ProviderResource("paper", "mine", {}, { version: "1.0.0" });`,
    );
    expect(outcome.result).toBe("succeeded");
    expect(warningsOf(outcome).toSorted()).toEqual([
      "resource plugin paper is expected to have version >=1.0.0, but has 0.9.0; the wrong version may be on your path, or this may be a bug in the plugin",
      `using pulumi-resource-paper from $PATH at ${path.join(bin, "pulumi-resource-paper")}`,
    ]);
  });

  it("may be too old for handshakes and for questions about its configuration", async () => {
    const { scene } = await open({ installed: ["1.0.0"], environment: { PAPER_OLD: "1" } });
    const program = `new pulumi.CustomResource("paper:index:Sheet", "a", { text: pulumi.secret("hush"), out: undefined });`;
    expect((await scene.up(program)).result).toBe("succeeded");
    // Such a plugin gets the plain text; the engine marks the output as secret again.
    expect(JSON.stringify((await scene.resource("a"))?.outputs?.["text"])).toContain("ciphertext");
  });

  it("may be run by somebody else in a debugger", async () => {
    const first = await open();
    const running = await first.runAlone();
    const second = await PluginScene.open({ environment: { PULUMI_DEBUG_PROVIDERS: `other:1,paper:${running.port}` } });
    try {
      expect((await second.scene.up(sheet("a", {}))).result).toBe("succeeded");
      expect(await first.calls()).toContainEqual(expect.stringMatching(/^attach 127\.0\.0\.1:\d+$/u));
      expect(await isRunning({ pid: running.pid })).toBe(true);
    } finally {
      await running.stop();
      await second.scene.close();
    }
  });
});

describe("embedded engine: a provider plugin that says no", () => {
  it("names the property of its configuration that is wrong, and nothing is created", async () => {
    const { scene } = await open();
    const outcome = await scene.up(sheet("a", {}), {}, { "paper:ink": { value: "green" } });
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome).join("\n")).toMatch(/ink.*green is no ink/u);
    expect(await scene.resource("a")).toBeUndefined();
  });

  it("names every configuration key that it lacks", async () => {
    const { scene } = await open();
    const outcome = await scene.up(sheet("a", {}), {}, { "paper:locked": { value: "yes" } });
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome).join("\n")).toMatch(/"paper:key": opens the drawer[^]*"paper:desk": where it stands/u);
  });

  it("reports what it says to the user about a resource, and not what it prints for its authors", async () => {
    const { scene } = await open();
    const outcome = await scene.up(sheet("a", { say: "thin paper" }));
    expect(outcome.diagnostics).toContainEqual(
      expect.objectContaining({ severity: "warning", message: "thin paper", urn: expect.stringContaining("::a") }),
    );
    expect(JSON.stringify(outcome.diagnostics)).not.toContain("paper is ready");
  });

  it.each([
    ["prints something else than a port", "garbage", /first line is no port: "Welcome to Paper!"/u],
    ["ends at once", "dies", /ended with exit code 7.*no license for paper/su],
  ])("fails by name when it %s", async (_, start, message) => {
    const { scene } = await open({ installed: ["1.0.0"], environment: { PAPER_START: start } });
    const outcome = await scene.up(sheet("a", {}));
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome)[0]).toMatch(message);
    expect(await scene.resource("a")).toBeUndefined();
  });
});

describe("embedded engine: a provider plugin that breaks down", () => {
  it.each(["check", "diff", "read", "invoke"])(
    "during %s is named with what it wrote last, and nothing is pending",
    async (call) => {
      const { scene } = await open();
      await scene.up(sheet("a", call === "read" ? { crash: "read" } : { text: "one" }));
      const program =
        call === "invoke"
          ? `exports.length = pulumi.runtime.invoke("paper:index:measure", { crash: "invoke" });`
          : sheet("a", { text: "two", crash: call });
      const outcome = call === "read" ? await scene.refresh() : await scene.up(program);
      expect(outcome.result).toBe("failed");
      expect(errorsOf(outcome).join("\n")).toMatch(/pulumi-resource-paper was ended by SIGKILL[^]*paper is on fire/u);
      expect((await scene.deployment()).pending_operations ?? []).toEqual([]);
      expect(await scene.resource("a")).toBeDefined();
      expect((await scene.up(sheet("a", { text: "three" }))).result).toBe("succeeded");
    },
  );

  it.each(["create", "update", "delete"])(
    "during %s leaves the state as it was, and a later run goes on",
    async (call) => {
      const { scene } = await open();
      if (call !== "create") await scene.up(sheet("a", call === "delete" ? { crash: "delete" } : { text: "one" }));
      const before = (await scene.resource("a"))?.outputs;
      const outcome = await scene.up(call === "delete" ? "" : sheet("a", { text: "two", crash: call }));
      expect(outcome.result).toBe("failed");
      expect(errorsOf(outcome).join("\n")).toMatch(
        /Whether it was done is not known[^]*was ended by SIGKILL[^]*on fire/u,
      );
      expect((await scene.resource("a"))?.outputs).toEqual(before);
      expect((await scene.up(sheet("a", { text: "three" }))).result).toBe("succeeded");
    },
  );

  it("is not asked again in the same run, so that nothing else is in doubt", async () => {
    const { scene } = await open();
    await scene.up(sheet("a", {}) + sheet("b", { crash: "delete" }, "{ dependsOn: [] }"));
    const outcome = await scene.destroy({ continueOnError: true, parallel: 1 });
    expect(errorsOf(outcome).join("\n")).toMatch(
      /had ended before it was asked to delete [^]*::a, so nothing was done/u,
    );
    expect(await scene.resource("a")).toBeDefined();
  });
});

describe("embedded engine: a provider plugin and the end of the engine's work", () => {
  it("is asked to give up when the user cancels, and the step fails with its words", async () => {
    const plugin = await open();
    const { scene, paper } = plugin;
    const cancel = new AbortController();
    await scene.program(sheet("a", { hold: "create" }));
    const running = scene.engine.up(scene.work({ signal: cancel.signal }));
    await expect.poll(() => existsSync(path.join(paper, "holds-create")), { timeout: 30_000 }).toBe(true);
    cancel.abort();
    const outcome = await running;
    expect(outcome.result).toBe("cancelled");
    expect(errorsOf(outcome).join("\n")).toContain("gave up to create");
    expect(await plugin.calls()).toContain("cancel");
  });

  it("has an instance for each provider resource, and all of them end", async () => {
    const plugin = await open();
    await plugin.scene.up(
      `for (const ink of ["black", "blue"]) {
        const provider = new pulumi.ProviderResource("paper", ink, { ink });
        new pulumi.CustomResource("paper:index:Sheet", "sheet-" + ink, { out: undefined }, { provider });
      }`,
    );
    expect((await plugin.calls()).filter((call) => call.startsWith("configure")).toSorted()).toEqual([
      'configure {"ink":"black"}',
      'configure {"ink":"blue"}',
    ]);
    expect(new Set(await plugin.processes()).size).toBe(2);
  });

  it("takes and gives what is far larger than gRPC's own limit", async () => {
    const { scene } = await open();
    const program = `new pulumi.CustomResource("paper:index:Sheet", "a", { text: "x".repeat(4_500_000), out: undefined });`;
    expect((await scene.up(program)).result).toBe("succeeded");
    expect((await scene.resource("a"))?.outputs?.["text"]).toHaveLength(4_500_000);
  });
});
