import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { installResources } from "./installed-resources.ts";
import type { RunnerCases } from "./runner-contract.ts";

const loadedAt = `exports.uptime = process.uptime(); exports.word = "one";`;
const program = `const made = require("@made/resources"); console.log(made.word);`;

/** Packages that define resources. */
export const resourcePackageCases: RunnerCases = ({ stage, started }) => {
  it("are never older than what is installed", async () => {
    await installResources(stage(), loadedAt);
    expect((await stage().run(program)).printed).toEqual(["one"]);
    await installResources(stage(), `exports.word = "two";`);
    expect((await stage().run(program)).printed).toEqual(["two"]);
  });

  it("see the run's configuration when they ask for it as they are loaded", async () => {
    await installResources(stage(), `exports.word = JSON.parse(process.env.PULUMI_CONFIG)["proj:config:word"];`);
    expect((await stage().run(program, { "proj:word": "one" })).printed).toEqual(["one"]);
    expect((await stage().run(program, { "proj:word": "two" })).printed).toEqual(["two"]);
  });

  it("are heard once when they print as they are loaded", async () => {
    await installResources(stage(), `console.log("loaded"); exports.word = "one";`);
    expect((await stage().run(program)).printed).toEqual(["loaded", "one"]);
    expect((await stage().run(program)).printed).toEqual(["loaded", "one"]);
  });

  it("are loaded before the run of a module that has its sources loaded as CommonJS", async () => {
    await installResources(stage(), `exports.format = typeof require; exports.before = require.main === undefined;`);
    await stage().write({
      "package.json": `{ "type": "module" }`,
      "index.js": `import { createRequire } from "node:module";\nexport default createRequire(import.meta.url)("./sources.cjs").program;\n`,
      "sources.cjs": `const made = require("@made/resources"); exports.program = () => console.log(made.format, made.before);`,
    });
    // A package that was written a moment ago is not loaded beforehand.
    await (await stage().start()).finished;
    const { started: how, printed } = await (await stage().start()).finished;
    expect(how).toBe(started);
    expect(printed).toEqual([`function ${started === "warm"}`]);
  });

  it("fail the program and not the runner when they cannot be loaded", async () => {
    await installResources(stage(), `throw new Error("broken package");`);
    const { end, logged } = await stage().run(program);
    expect(end).toEqual({ kind: "failed", reported: true });
    expect(logged.join()).toContain("broken package");
  });

  it("are not loaded for a program that does not import them", async () => {
    const file = path.join(stage().folder, "loaded.txt");
    await installResources(
      stage(),
      `require("node:fs").appendFileSync(${JSON.stringify(file)}, "x"); exports.word = "one";`,
    );
    await stage().run(program);
    await stage().run(`console.log("none");`);
    expect(await readFile(file, "utf8")).toMatch(/^x{1,3}$/);
    await stage().write({ "loaded.txt": "" });
    await stage().run(`console.log("none");`);
    expect(await readFile(file, "utf8")).toBe("");
  });

  it("are not loaded for a program that may import them later", async () => {
    await installResources(stage(), `console.log("loaded");`);
    await stage().write({
      "later.mjs": `if (process.argv.length > 9) await import("@made/resources"); console.log("none");`,
    });
    expect(await stage().run(`import("./later.mjs");`)).toMatchObject({ printed: ["none"], started });
  });
};
