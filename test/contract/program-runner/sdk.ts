import { expect, it } from "vitest";
import { installResources } from "./installed-resources.ts";
import type { RunnerCases } from "./runner-contract.ts";

/** JavaScript: whether a resource module of a package is registered with the SDK. */
const isRegistered = (packageName: string) =>
  `require("@pulumi/pulumi/runtime/rpc").getResourceModule("${packageName}", "index", "1.0.0") !== undefined`;

/** Behavior that depends on the SDK: on each version it has to be the same. */
export const sdkCases: RunnerCases = ({ stage, started }) => {
  it("has the configuration of its own run, and not of the one before", async () => {
    const show = `const { Config } = require("@pulumi/pulumi"); console.log(new Config().get("word"));`;
    expect((await stage().run(show, { "proj:word": "first" })).printed).toEqual(["first"]);
    expect((await stage().run(show)).printed).toEqual(["undefined"]);
  });

  it("sees nothing that the one before did to the SDK", async () => {
    await stage().run(
      `const pulumi = require("@pulumi/pulumi");
       pulumi.runtime.registerStackTransformation(() => { throw new Error("transformed"); });
       pulumi.Config.prototype.get = () => "patched";
       pulumi.runtime.registerResourceModule("left", "index", { version: "1.0.0" });`,
    );
    const { printed, end } = await stage().run(
      `const pulumi = require("@pulumi/pulumi");
       new pulumi.CustomResource("test:index:Thing", "a", {});
       console.log(new pulumi.Config().get("word"), ${isRegistered("left")});`,
    );
    expect(end).toEqual({ kind: "finished" });
    expect(printed).toEqual(["undefined false"]);
  });

  it("finds the resource packages that register themselves with the SDK", async () => {
    await installResources(
      stage(),
      `const pulumi = require("@pulumi/pulumi");
       exports.Thing = class extends pulumi.CustomResource { constructor(name) { super("made:index:Thing", name, {}); } };
       pulumi.runtime.registerResourceModule("made", "index", { version: "1.0.0", construct: () => undefined });`,
    );
    const finished = await stage().run(
      `const made = require("@made/resources"); new made.Thing("a");
       console.log(${isRegistered("made")}, require("@pulumi/pulumi").getProject());`,
    );
    expect(finished).toMatchObject({ started, printed: ["true proj"] });
    expect(finished.registered).toEqual(["pulumi:pulumi:Stack::proj-dev", "made:index:Thing::a"]);
  });

  it("has packages that see the run's project when they read it from the SDK as they are loaded", async () => {
    await installResources(stage(), `exports.word = require("@pulumi/pulumi").getProject();`);
    expect((await stage().run(`console.log(require("@made/resources").word);`)).printed).toEqual(["proj"]);
  });

  it("ends as its program does: by its end, by its exit code, by an error that was not caught", async () => {
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

  it("names the line of a function that cannot be serialized", async () => {
    const { printed } = await stage().run(
      `const { runtime } = require("@pulumi/pulumi");
const largest = Math.max.bind(null);
runtime.serializeFunction(() => largest(1, 2)).catch(({ message }) => console.log(message));`,
    );
    expect(printed.join("\n")).toMatch(/'\(\) => largest\(1, 2\)': index\.js\(3,/);
  });
};

/** Behavior that the patches of the SDK give. As it is, the SDK maps traces by files on disk, where what tsx has compiled is not. */
export const patchedSdkCases: RunnerCases = ({ stage, started }) => {
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
};
