import { expect, it } from "vitest";
import { processRunner, warmRunner } from "../../../src/engine/embedded/index.ts";
import { ProgramStage } from "./program-stage.ts";
import { programRunnerContract } from "./runner-contract.ts";

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
  listeners: process.eventNames().map((event) => [String(event), process.listenerCount(event)]),
  atExit: process.listeners("exit").map(String),
  connected: process.connected, send: typeof process.send, stdin: process.stdin.constructor.name,
  uncaught: process.hasUncaughtExceptionCaptureCallback(),
  extensions: Object.keys(require.extensions), loaded: Object.keys(require.cache).filter((file) => !file.includes("/cmd/run/")).sort(),
}));`;

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

programRunnerContract("a program behaves as Pulumi's language host would have it", (stage, started) => {
  it("ends as it does: by its end, by its exit code, by what nobody caught", async () => {
    expect((await stage().run(``)).end).toEqual({ kind: "finished" });
    const left = await stage().run(`process.exit(3);`);
    expect(left).toMatchObject({
      started,
      end: { kind: "failed", reported: false, reason: "The program exited with code 3." },
    });
    const thrown = await stage().run(`setTimeout(() => { throw new Error("nobody caught this"); }, 1);`);
    expect(thrown.end).toEqual({ kind: "failed", reported: true });
    expect(thrown.logged.join()).toContain("nobody caught this");
  });

  it("is heard to its last line, on both streams", async () => {
    const { printed } = await stage().run(
      `process.on("exit", () => { console.log("last"); console.error("very last"); });
       process.stdout.write("x".repeat(300_000) + "\\n");`,
    );
    expect(new Set(printed.map((line) => line.length))).toEqual(new Set([300_000, 4, 9]));
  });

  it("runs TypeScript without the SDK's compiler and its resolver of npm packages", async () => {
    await stage().write({
      "Pulumi.yaml": "name: proj\nruntime: nodejs\nmain: index.ts\n",
      "index.ts": `import "@pulumi/pulumi";
        const heavy: readonly string[] = Object.keys(require.cache).filter((file) => /typescript\\.js$|arborist/.test(file));
        console.log(JSON.stringify(heavy));`,
    });
    const { started: how, printed } = await (await stage().start()).finished;
    expect(how).toBe(started);
    expect(printed).toEqual(["[]"]);
  });

  it("imports a module of TypeScript when it comes to it, in a program that is CommonJS", async () => {
    await stage().write({
      "Pulumi.yaml": "name: proj\nruntime: nodejs\nmain: index.ts\n",
      "index.ts": `import { late } from "./between";\nvoid late();\n`,
      "between.ts": `export const late = async (): Promise<void> => { (await import("./late.mts")).say("hello"); };\n`,
      "late.mts": `export const say = (what: string): void => console.log(what, typeof require, import.meta.url.slice(-8));\n`,
    });
    const { started: how, printed } = await (await stage().start()).finished;
    expect(how).toBe(started);
    expect(printed).toEqual(["hello undefined late.mts"]);
  });

  it("is told in which line a function stands that cannot be serialized", async () => {
    const { printed } = await stage().run(
      `const { runtime } = require("@pulumi/pulumi");
const largest = Math.max.bind(null);
runtime.serializeFunction(() => largest(1, 2)).catch(({ message }) => console.log(message));`,
    );
    expect(printed.join("\n")).toMatch(/'\(\) => largest\(1, 2\)': index\.js\(3,/);
  });

  it("has traces of TypeScript that name the line of its source", async () => {
    await stage().write({
      "Pulumi.yaml": "name: proj\nruntime: nodejs\nmain: index.ts\n",
      "package.json": `{ "type": "module" }`,
      "index.ts": `interface Erased { readonly a: string }\n\nconst erased: Erased = { a: "" };\nthrow new Error("here" + erased.a);\n`,
    });
    const { started: how, logged } = await (await stage().start()).finished;
    expect(how).toBe(started);
    expect(logged.join()).toMatch(/here[^]*index\.ts:4:/);
  });

  it("takes the settings of TypeScript from its own folder, as they are then", async () => {
    const settings = (target: string) => `{ "compilerOptions": { "jsx": "react", "jsxFactory": "${target}" } }`;
    await stage().write({
      "Pulumi.yaml": "name: proj\nruntime: nodejs\nmain: index.tsx\n",
      "tsconfig.json": settings("one"),
      "index.tsx": `const one = () => "one"; const two = () => "two"; console.log(<any />); void [one, two];`,
    });
    expect(await (await stage().start()).finished).toMatchObject({ printed: ["one"] });
    expect(await (await stage().start()).finished).toMatchObject({ printed: ["one"], started });
    await stage().write({ "tsconfig.json": settings("two") });
    expect(await (await stage().start()).finished).toMatchObject({ printed: ["two"] });
  });

  it("gets Node's arguments of its project, which no process has beforehand", async () => {
    await stage().write({
      "Pulumi.yaml": `name: proj\nruntime: { name: nodejs, options: { nodeargs: "--no-deprecation --require ./first.cjs" } }\n`,
      "first.cjs": `console.log("first", process.argv.length > 2);`,
    });
    const finished = await stage().run(`console.log(process.noDeprecation);`);
    expect(finished).toMatchObject({ printed: ["first true", "true"], started: "cold" });
  });

  it("uses the SDK that its own folder has", async () => {
    await stage().write({
      "node_modules/own/package.json": `{ "name": "own", "version": "1.0.0" }`,
      "index.js": `console.log(require.resolve("@pulumi/pulumi"), require.main.filename.endsWith("/cmd/run/index.js"));`,
    });
    const { printed } = await (await stage().start()).finished;
    expect(printed[0]).toMatch(/node_modules\/@pulumi\/pulumi\/index\.js true$/);
  });
});
