import { randomUUID } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type WarmRunner, type WarmRunnerOptions, warmRunner } from "../../../src/engine/embedded/index.ts";
import { installResources } from "./installed-resources.ts";
import { ProgramStage } from "./program-stage.ts";

const finished = { kind: "finished" };

/** Says in which process it runs, and what it finds of other runs. */
const tells = `
  const pulumi = require("@pulumi/pulumi");
  const { Config, CustomResource } = pulumi;
  const word = new Config().require("word");
  console.log(process.pid, require("./counter").next(), word, process.eventNames().map((name) => String(name) + process.listenerCount(name)).sort().join());
  module.exports = async () => { new CustomResource("test:index:Thing", word, { word }); return { word }; };
`;

describe("a process that runs its program again", () => {
  let runner: WarmRunner;
  let stage: ProgramStage;
  let traces: string[];

  const open = async (options: Partial<WarmRunnerOptions> = {}) => {
    runner = warmRunner({ environment: process.env, size: 2, ...options });
    traces = [];
    runner.reportTraces((trace) => traces.push(trace));
    stage = await ProgramStage.open(runner);
    await stage.write({ "counter.js": `let n = 0; exports.next = () => ++n;` });
  };
  beforeEach(async () => await open());
  afterEach(async () => {
    await stage.close();
    await runner.close();
  });

  const write = async (source: string) => {
    await stage.write({ "index.js": source });
    await stage.untilSettled();
  };
  const run = async (word = "a") => await (await stage.start({ "proj:word": word }, "either way", true)).finished;
  const pidOf = ({ printed }: { readonly printed: readonly string[] }) => printed[0]?.split(" ")[0];

  it("gives each run its own modules, configuration, listeners and resources", async () => {
    await write(tells);
    const runs = [await run("one"), await run("two"), await run("three")];
    expect(new Set(runs.map(pidOf)).size).toBe(1);
    const [, ...rest] = runs.map(({ printed }) =>
      printed[0]
        ?.split(" ")
        .slice(1)
        .join(" ")
        .replace(/one|two|three/u, ""),
    );
    for (const each of rest) expect(each).toBe(runs[0]?.printed[0]?.split(" ").slice(1).join(" ").replace("one", ""));
    expect(runs.map(({ registered }) => registered)).toEqual(
      ["one", "two", "three"].map((word) => ["pulumi:pulumi:Stack::proj-dev", `test:index:Thing::${word}`]),
    );
    expect(runs.map(({ end }) => end)).toEqual([finished, finished, finished]);
    expect(traces).toEqual([]);
  });

  it("waits with its memory for the next run, unless another run of the program left a trace", async () => {
    await write(
      `if (new (require("@pulumi/pulumi").Config)().require("word") === "bad") Error.prepareStackTrace = () => "left";`,
    );
    await Promise.all([run("one"), run("two")]);
    await expect.poll(() => runner.processes()).toBe(2);
    await run("bad");
    await expect.poll(() => traces.length).toBe(1);
    await expect.poll(() => runner.processes()).toBe(0);
  });

  it("starts no more processes than there may be, while one run ends and another begins", async () => {
    const file = path.join(tmpdir(), `groundwork-started-${randomUUID()}`);
    await installResources(stage, `require("node:fs").appendFileSync(${JSON.stringify(file)}, process.pid + "\\n");`);
    await write(`require("@made/resources"); ${tells}`);
    await runner.prepare(await stage.project());
    const inTurn = async () => {
      for (let each = 0; each < 8; each += 1) await run();
    };
    await Promise.all([inTurn(), inTurn()]);
    const started = readFileSync(file, "utf8").trim().split("\n");
    rmSync(file);
    expect(started).toHaveLength(2);
  });

  it("runs programs that register at top level, and reads their settings anew", async () => {
    await write(
      `const pulumi = require("@pulumi/pulumi"); new pulumi.CustomResource("test:index:Thing", new pulumi.Config().require("word"), {}); console.log(process.pid);`,
    );
    const [one, two] = [await run("one"), await run("two")];
    expect(pidOf(one)).toBe(pidOf(two));
    expect(two.registered).toEqual(["pulumi:pulumi:Stack::proj-dev", "test:index:Thing::two"]);
  });

  it("runs what an ECMAScript module exports that requires its sources, as the program of environments does", async () => {
    await stage.write({
      "package.json": `{ "type": "module" }`,
      "part.cjs": `let n = 0; exports.program = async () => console.log(process.pid, ++n);`,
    });
    await write(
      `import { createRequire } from "node:module"; export default createRequire(import.meta.url)("./part.cjs").program;`,
    );
    const runs = [await run(), await run(), await run()];
    expect(new Set(runs.map(pidOf)).size).toBe(1);
    expect(runs.map(({ printed }) => printed[0]?.split(" ")[1])).toEqual(["1", "1", "1"]);
  });

  it("keeps none of the modules of earlier runs, where the entry loads them when it is called, as that of environments does", async () => {
    const mebibytesOfRun = 16;
    await stage.write({
      "package.json": `{ "type": "module" }`,
      "part.cjs": `const kept = Array.from({ length: ${mebibytesOfRun} * 2 ** 17 }, (_, index) => index + 0.5);
        exports.program = async () => console.log(process.pid, kept.length > 0);`,
    });
    await write(
      `import { createRequire } from "node:module"; export default () => createRequire(import.meta.url)("./part.cjs").program();`,
    );
    const pids = new Set<string | undefined>();
    // A process that held what each of them has loaded would hold more than it may, and end.
    for (let each = 0; each < 30; each += 1) pids.add(pidOf(await run()));
    expect(pids.size).toBe(1);
  });

  it("keeps the registrations of resource packages and forgets those of the program", async () => {
    await installResources(
      stage,
      `require("@pulumi/pulumi").runtime.registerResourceModule("made", "index", { version: "1.0.0", construct: () => undefined });`,
    );
    await write(
      `require("@made/resources"); const { runtime } = require("@pulumi/pulumi");
       const found = (name) => require("@pulumi/pulumi/runtime/rpc").getResourceModule(name, "index", "1.0.0") !== undefined;
       console.log(process.pid, found("made"), found("left")); runtime.registerResourceModule("left", "index", { version: "1.0.0" });`,
    );
    const [one, two] = [await run(), await run()];
    expect(pidOf(one)).toBe(pidOf(two));
    expect(two.printed[0]).toMatch(/ true false$/u);
  });

  it("hears of each run what it printed itself, also the end of a line without its end", async () => {
    await write(
      `process.stdout.write(process.pid + " first\\nrest of " + new (require("@pulumi/pulumi").Config)().get("word"));`,
    );
    const [one, two] = [await run("one"), await run("two")];
    expect(pidOf(one)).toBe(pidOf(two));
    expect([one.printed[1], two.printed[1]]).toEqual(["rest of one", "rest of two"]);
  });

  it("ends with a run that failed, as it says then, and the next run has another", async () => {
    await write(
      `if (new (require("@pulumi/pulumi").Config)().get("word") === "bad") throw new Error("bad word"); console.log(process.pid);`,
    );
    const before = await run();
    const bad = await run("bad");
    expect(bad).toMatchObject({ end: { kind: "failed", reported: true } });
    expect(bad.logged.join()).toContain("bad word");
    const after = await run();
    expect(after.end).toEqual(finished);
    expect(pidOf(after)).not.toBe(pidOf(before));
  });

  it("ends when a file of the program has changed", async () => {
    await write(tells);
    const before = await run();
    await stage.write({ "counter.js": `exports.next = () => "changed";` });
    await stage.untilSettled();
    const after = await run();
    expect(pidOf(after)).not.toBe(pidOf(before));
    expect(after.printed[0]).toContain("changed");
  });

  it("is replaced when it was killed while it waited", async () => {
    await write(tells);
    process.kill(Number(pidOf(await run())), "SIGKILL");
    expect(await run()).toMatchObject({
      end: finished,
      registered: ["pulumi:pulumi:Stack::proj-dev", "test:index:Thing::a"],
    });
  });

  it("ends after the runs that it may make", async () => {
    await runner.close();
    await stage.close();
    await open({ runsOfOneProcess: 2 });
    await write(tells);
    const pids = [pidOf(await run()), pidOf(await run()), pidOf(await run())];
    expect(pids[0]).toBe(pids[1]);
    expect(pids[1]).not.toBe(pids[2]);
  });

  it("is not used for a run that may not share one", async () => {
    await write(tells);
    const shared = pidOf(await run());
    const own = await (await stage.start({ "proj:word": "own" })).finished;
    expect(pidOf(own)).not.toBe(shared);
  });

  const ways: readonly (readonly [name: string, source: string, trace: RegExp])[] = [
    ["a timer", `setInterval(() => undefined, 5).unref();`, /a timer was left open/u],
    ["a server", `require("net").createServer().listen(0).unref();`, /a connection or a server was left open/u],
    [
      "a child",
      `require("child_process").spawn("sleep", ["9"], { stdio: "ignore" }).unref();`,
      /a child process was left open/u,
    ],
    ["a watched file", `require("fs").watch(__dirname, { persistent: false });`, /a watched file was left open/u],
    ["a listener", `process.on("warning", () => undefined);`, /listeners of process for "warning"/u],
    ["a listener for the end", `process.on("exit", () => undefined);`, /listeners of process for "exit"/u],
    ["a folder", `process.chdir("/");`, /process\.cwd\(\)/u],
    ["a variable of the environment", `process.env.LEFT = "1";`, /process\.env\.LEFT/u],
    ["a variable less", `delete process.env.PATH;`, /process\.env\.PATH/u],
    ["an exit code", `process.exitCode = 0;`, /process\.exitCode/u],
    ["a changed builtin", `Array.prototype.left = 1;`, /Array\.prototype\.left/u],
    ["a changed module of Node", `require("fs").readFileSync = () => "left";`, /node:fs\.readFileSync/u],
    ["a changed global", `globalThis.fetch = () => "left";`, /global variable fetch/u],
    ["a fixed global", `Object.defineProperty(globalThis, "left", { value: 1 });`, /global variable left/u],
    ["a changed SDK", `require("@pulumi/pulumi").Config.prototype.get = () => "left";`, /Config\.prototype\.get/u],
    ["a counter of the console", `console.count();`, /console/u],
    ["traces of stacks", `Error.prepareStackTrace = () => "left";`, /Error\.prepareStackTrace/u],
  ];

  it.each(ways)(
    "finds out that a program leaves %s, says so once, and gives the next run a new process",
    async (_, source, trace) => {
      await write(`${tells}\n${source}`);
      const runs = [await run("one"), await run("two"), await run("three")];
      expect(new Set(runs.map(pidOf)).size).toBe(3);
      for (const { end } of runs) expect(end).toEqual(finished);
      expect(runs.map(({ registered }) => registered[1])).toEqual(
        ["one", "two", "three"].map((word) => `test:index:Thing::${word}`),
      );
      expect(traces).toEqual([expect.stringMatching(trace)]);
    },
  );

  it("removes a new global variable, as packages have them for their copies", async () => {
    await write(`console.log(process.pid, typeof left); globalThis.left = 1;`);
    const [one, two] = [await run(), await run()];
    expect(pidOf(one)).toBe(pidOf(two));
    expect(two.printed[0]).toMatch(/undefined$/u);
  });

  it.each([
    [
      "imports its sources as ECMAScript modules",
      `import { next } from "./counter.js"; console.log(process.pid, next());`,
    ],
    ["imports a source late", `import("./counter.js").then(({ next }) => console.log(process.pid, next()));`],
  ])("runs a program once that %s", async (_, source) => {
    await stage.write({
      "package.json": `{ "type": "module" }`,
      "counter.js": `let n = 0; export const next = () => ++n;`,
    });
    await write(source);
    const [one, two] = [await run(), await run()];
    expect(pidOf(one)).not.toBe(pidOf(two));
    expect(two.printed[0]).toMatch(/ 1$/u);
  });
});
