import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { wrapsCommonJs } from "../../../src/engine/embedded/program/launch/module-interop.ts";

const named = (compilerOptions: object) => JSON.stringify({ compilerOptions });

/** What a project says, the version of its own TypeScript, and whether imports of CommonJS are wrapped then. */
const projects: readonly (readonly [
  says: string,
  tsconfig: string | undefined,
  typescript: string | undefined,
  wraps: boolean,
])[] = [
  ["nothing", undefined, undefined, false],
  ["nothing, to a compiler for which the SDK sets nodenext", undefined, "5.9.2", true],
  ["nothing, to the last compiler for which the SDK sets commonjs", undefined, "4.6.4", false],
  ["nothing of modules", named({ strict: true }), undefined, false],
  ["nothing of modules, to a newer compiler", named({ strict: true }), "5.9.2", true],
  ["commonjs", named({ module: "CommonJS" }), "5.9.2", false],
  ["commonjs, to a compiler that wraps by itself", named({ module: "commonjs" }), "6.0.3", true],
  ["node16", named({ module: "Node16" }), undefined, true],
  ["preserve", named({ module: "preserve" }), "5.9.2", true],
  ["on", named({ module: "commonjs", esModuleInterop: true }), undefined, true],
  ["off", named({ module: "nodenext", esModuleInterop: false }), "5.9.2", false],
  ["types alone", named({ allowSyntheticDefaultImports: true, importHelpers: true }), undefined, false],
  ["on in an extended file", `{ "extends": "./base.json" /* shared */ }`, undefined, true],
  [
    "off against an extended file",
    `{ "extends": "./base.json", "compilerOptions": { "esModuleInterop": false, }, }`,
    undefined,
    false,
  ],
];

describe("whether imports of CommonJS packages are wrapped", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "groundwork-interop-"));
    await writeFile(path.join(folder, "base.json"), named({ esModuleInterop: true }));
  });
  afterEach(async () => await rm(folder, { recursive: true, force: true }));

  it.each(projects)("follows a project that says %s", async (_says, tsconfig, typescript, wraps) => {
    const file = path.join(folder, "tsconfig.json");
    if (tsconfig !== undefined) await writeFile(file, tsconfig);
    if (typescript !== undefined) {
      const compiler = path.join(folder, "node_modules", "typescript");
      await mkdir(compiler, { recursive: true });
      await writeFile(path.join(compiler, "package.json"), JSON.stringify({ name: "typescript", version: typescript }));
    }
    expect(wrapsCommonJs(folder, tsconfig === undefined ? undefined : file)).toBe(wraps);
  });
});
