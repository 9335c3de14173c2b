import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { processRunner } from "../../../src/engine/embedded/index.ts";
import { projectRoot } from "../../../src/lib/index.ts";
import { ProgramStage } from "./program-stage.ts";

/** Ways to get at what a CommonJS package exports. */
const forms: Readonly<Record<string, string>> = {
  namespace: `import * as it from "NAME";`,
  default: `import it from "NAME";`,
  defaultByName: `import { default as it } from "NAME";`,
  named: `import { named as it } from "NAME";`,
  defaultAndNamed: `import whole, { named } from "NAME"; const it = [whole, named];`,
  importEquals: `import it = require("NAME");`,
  require: `const it = require("NAME");`,
  exportedNamespace: `import { it } from "./again-NAME";`,
};

/** CommonJS packages by what they export. */
const packages: Readonly<Record<string, string>> = {
  callable: `module.exports = function callable() { return "called"; }; module.exports.named = () => "named";`,
  klass: `module.exports = class Klass {}; module.exports.named = () => "static";`,
  plain: `exports.named = () => "named"; exports.other = 1;`,
  compiled: `Object.defineProperty(exports, "__esModule", { value: true }); exports.default = () => "default"; exports.named = () => "named";`,
};

/** Settings of a project; `module-interop.test.ts` has the table of what they mean. */
const settings: readonly (readonly [name: string, files: Readonly<Record<string, string>>])[] = [
  ["not named", { "tsconfig.json": `{ "compilerOptions": { "allowSyntheticDefaultImports": true } }` }],
  [
    "on in a file that is extended",
    {
      "base.json": `{ /* shared */ "compilerOptions": { "esModuleInterop": true, }, }`,
      "tsconfig.json": `{ "extends": "./base.json" }`,
    },
  ],
];

const tried = Object.keys(packages).flatMap((name) => Object.keys(forms).map((form) => [name, form] as const));

const program: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(packages).map(([name, source]) => [`node_modules/${name}/index.js`, source])),
  ...Object.fromEntries(Object.keys(packages).map((name) => [`again-${name}.ts`, `export * as it from "${name}";`])),
  ...Object.fromEntries(
    tried.map(([name, form]) => [
      `${form}-${name}.ts`,
      `${(forms[form] ?? "").replaceAll("NAME", name)}\nexport const value: any = it;\nexport const used = () => (it as any)();\n`,
    ]),
  ),
  "report.ts": `
    const { serializeFunction } = require("@pulumi/pulumi/runtime");
    const attempt = (work: () => unknown) => { try { return String(work()); } catch (error) { return (error as Error).name; } };
    export async function report(names: string[]) {
      const seen: Record<string, unknown> = {};
      for (const name of names) {
        const { value, used } = require("./" + name);
        const serialized = !name.endsWith("-callable") || await serializeFunction(used).then((s: any) => s.text.includes('require("'), () => "not serializable");
        seen[name] = [typeof value, attempt(used), attempt(() => value.named()), attempt(() => typeof new value()), serialized];
      }
      console.log("report " + JSON.stringify(seen));
    }
  `,
  "index.ts": `import { report } from "./report"; report(${JSON.stringify(tried.map(([name, form]) => `${form}-${name}`))});`,
};

/** Runs the program as the Pulumi CLI's SDK does: by its own ts-node with its own TypeScript, types unchecked. */
async function bySdk(folder: string): Promise<string> {
  const vendor = path.join(projectRoot(), "node_modules", "@pulumi", "pulumi", "vendor");
  const start = `
    const { loadTypeScriptCompilerOptions } = require(${JSON.stringify(path.join(vendor, "..", "tsutils.js"))});
    require(${JSON.stringify(path.join(vendor, "ts-node@7.0.1"))}).register({
      compiler: ${JSON.stringify(path.join(vendor, "typescript@3.8.3", "typescript.js"))},
      transpileOnly: true, project: "tsconfig.json", skipProject: false,
      compilerOptions: { target: "ES2020", module: "commonjs", moduleResolution: "node", sourceMap: "true", ...loadTypeScriptCompilerOptions("tsconfig.json") },
    });
    require("./index.ts");
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", start], { cwd: folder });
  return stdout.split("\n").find((line) => line.startsWith("report ")) ?? stdout;
}

describe("imports of CommonJS packages mean what they do to the SDK's own compiler", () => {
  let stage: ProgramStage;
  beforeAll(async () => {
    stage = await ProgramStage.open(processRunner({ environment: process.env }));
    await stage.write(program);
  });
  afterAll(async () => await stage.close());

  it.each(settings)("with esModuleInterop %s", async (_name, files) => {
    await stage.write(files);
    const { printed, end } = await (await stage.start()).finished;
    expect(end).toEqual({ kind: "finished" });
    const reported = printed.find((line) => line.startsWith("report ")) ?? "";
    expect(JSON.parse(reported.slice("report ".length))).toEqual(
      JSON.parse((await bySdk(stage.folder)).slice("report ".length)),
    );
  });
});
