import { expect, it } from "vitest";
import { processRunner, warmRunner } from "../../../src/engine/embedded/index.ts";
import { ProgramStage } from "./program-stage.ts";

/** All that a program can find out about the process that it is in, but what differs between any two processes. */
const describeProcess = `
require("@pulumi/pulumi");
const own = (of) => Reflect.ownKeys(of).map(String).sort();
const shape = (of) => Reflect.ownKeys(of).map((key) => String(key) + " " + Object.keys(Object.getOwnPropertyDescriptor(of, key))).sort();
const frozen = { ...process.env };
for (const key of ["PULUMI_NODEJS_MONITOR", "PULUMI_NODEJS_ENGINE"]) frozen[key] = typeof frozen[key];
console.log(JSON.stringify({
  argv: process.argv, execArgv: process.execArgv, cwd: process.cwd(), env: frozen, title: process.title,
  main: require.main.filename, parent: module.parent && module.parent.filename, umask: process.umask(),
  globals: shape(globalThis), store: own(globalThis.globalStore), settings: Object.keys(globalThis.globalStore.settings.options),
  process: own(process), console: shape(console),
  builtins: [Object, Array, Map, Promise, Error, JSON, Math, Function].map((each) => [shape(each), shape(each.prototype || {})]),
  limit: Error.stackTraceLimit, prepare: typeof Error.prepareStackTrace,
  listeners: process.eventNames().map((event) => String(event) + " " + process.listenerCount(event)).sort(),
  atExit: process.listeners("exit").map(String),
  connected: process.connected, send: typeof process.send, stdin: process.stdin.constructor.name,
  uncaught: process.hasUncaughtExceptionCaptureCallback(),
  extensions: Object.keys(require.extensions), loaded: Object.keys(require.cache).filter((file) => !file.includes("/cmd/run/")).sort(),
}));`;

it("a program cannot tell a process that has run it before from a new one", async () => {
  const used = warmRunner({ environment: process.env });
  const stage = await ProgramStage.open(used);
  const cold = await ProgramStage.open(processRunner({ environment: process.env }));
  try {
    for (const each of [stage, cold]) await each.write({ "index.js": describeProcess });
    await stage.untilSettled();
    const seen = [];
    for (const each of [stage, stage, stage, cold]) {
      const finished = await (await each.start({ "proj:word": "one" }, "either way", true)).finished;
      expect(finished).toMatchObject({ end: { kind: "finished" }, started: each === stage ? "warm" : "cold" });
      seen.push(JSON.parse(finished.printed.join("").replaceAll(each.folder, "<folder>")));
    }
    for (const each of seen) expect(each).toEqual(seen.at(-1));
  } finally {
    await stage.close();
    await cold.close();
    await used.close();
  }
});

it("a program cannot tell a warm process from a new one", async () => {
  const warm = warmRunner({ environment: process.env });
  const stage = await ProgramStage.open(warm);
  const cold = await ProgramStage.open(processRunner({ environment: process.env }));
  try {
    const seen = [];
    for (const each of [stage, cold]) {
      await each.write({ "index.js": describeProcess });
      await warm.prepare(await each.project(), 1);
      await warm.untilWarm();
      const finished = await (await each.start({ "proj:word": "one" })).finished;
      expect(finished).toMatchObject({
        end: { kind: "finished" },
        started: each === stage ? "warm" : "cold",
      });
      seen.push(JSON.parse(finished.printed.join("").replaceAll(each.folder, "<folder>")));
    }
    expect(seen[0]).toEqual(seen[1]);
  } finally {
    await stage.close();
    await cold.close();
    await warm.close();
  }
});
