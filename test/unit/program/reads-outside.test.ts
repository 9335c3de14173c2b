import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../../src/lib/index.ts";
import { esbuildProgramReader } from "../../../src/program/esbuild/index.ts";
import { MemoryRepository } from "../../fakes/driver/memory-repository.ts";

/** Files among those of a program of one file whose sources lead out of the commit. */
async function readingOutside(source: string): Promise<readonly string[]> {
  const git = new MemoryRepository();
  git.make({ "index.ts": source });
  const tree = await git.treeOf(await git.resolve("main"));
  return (await esbuildProgramReader.filesOf(tree, "index.ts")).readingOutside;
}

describe("a source that leads out of its commit", () => {
  it.each([
    `process.env["SIZE"];`,
    `process?.env;`,
    `process["env"];`,
    `process[name];`,
    `const { env } = process;`,
    `const { env: { SIZE } } = process;`,
    `read(process);`,
    `export const all = { ...process };`,
    `const read = () => process;`,
    `globalThis.process.env;`,
    `globalThis.fetch("https://example.com");`,
    `global.process.env;`,
    `const { fetch: get } = globalThis;`,
    `await fetch("https://example.com");`,
    `const get = fetch;`,
    `new WebSocket("wss://example.com");`,
    `new EventSource("https://example.com");`,
    `Math.random();`,
    `const { random } = Math;`,
    `Math["random"]();`,
    `crypto.getRandomValues(new Uint8Array(8));`,
    `crypto.randomUUID();`,
    `import { randomFillSync } from "node:crypto";`,
    `import { generateKeyPairSync } from "node:crypto";`,
    `import { env } from "process";`,
    `import { createSocket } from "node:dgram";`,
    `import dgram from "dgram";`,
    `import { Worker } from "node:worker_threads";`,
    `import { lookup } from "node:dns/promises";`,
    `const { execSync } = require("child_process");`,
    `process.getBuiltinModule("os");`,
    `import { createRequire } from "node:module";\ncreateRequire(import.meta.url)("http");`,
    `import { createRequire } from "node:module";\nconst load = createRequire(import.meta.url);\nload("child_process");`,
  ])("is told by its spelling: %s", async (source) => {
    expect(await readingOutside(source)).toEqual(["index.ts"]);
  });

  it.each([
    `export const container = { env: [{ name: "SIZE", value: "1" }] };`,
    `export const advice = "Check it with: groundwork env validate, then fetch again.";`,
    `export const net = new Network("net"), cluster = new Cluster("cluster");`,
    `export const parts = process.argv.length, smallest = Math.min(1, 2);`,
    `// Each process of the cluster fetches its net at random.\nexport const all = client.fetch(1);`,
  ])("is not told by what only looks like it: %s", async (source) => {
    expect(await readingOutside(source)).toEqual([]);
  });

  it("is none of the program of this repository, which would never be shown again", () => {
    const folder = path.join(projectRoot(), "stacks");
    const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    expect(sources.length).toBeGreaterThan(5);
    return Promise.all(
      sources.map(async (name) => {
        const text = readFileSync(path.join(folder, name), "utf8").replaceAll(
          /(from |require\()"\.[^"]*"/gu,
          '$1"somewhere"',
        );
        expect([name, await readingOutside(text)]).toEqual([name, []]);
      }),
    );
  });
});
