import { expect, it } from "vitest";
import type { RunnerCases } from "./runner-contract.ts";

/** A program runs as Pulumi's language host would run it. */
export const languageHostCases: RunnerCases = ({ stage, started }) => {
  it("is heard to its last line, on both streams", async () => {
    const { printed } = await stage().run(
      `process.on("exit", () => { console.log("last"); console.error("very last"); });
       process.stdout.write("x".repeat(300_000) + "\\n");`,
    );
    expect(new Set(printed.map((line) => line.length))).toEqual(new Set([300_000, 4, 9]));
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
};
