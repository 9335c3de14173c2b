import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { processRunner } from "../../../src/engine/embedded/index.ts";
import { defaultLimits, type Limits } from "../../../src/sandbox/index.ts";
import { linuxSandbox } from "../../../src/sandbox/linux/index.ts";
import { lacksSandbox } from "../../fakes/sandbox-here.ts";
import { ProgramStage } from "./program-stage.ts";
import { ownSdk } from "./runner-contract.ts";
import { patchedSdkCases, sdkCases } from "./sdk.ts";

const sandbox = linuxSandbox();
const environment = { ...process.env, CANARY: "canary" };

function confinedRunner(limits: Partial<Limits> = {}) {
  return processRunner({ environment, confinement: { sandbox, limits: { ...defaultLimits, ...limits } } });
}

describe.skipIf(await lacksSandbox())("in a confined process", () => {
  let current: ProgramStage | undefined;
  const stage = () => {
    if (!current) throw new Error("There is no stage outside of a case.");
    return current;
  };
  const open = async (limits?: Partial<Limits>) => {
    await current?.close();
    current = await ProgramStage.open(confinedRunner(limits), { sdk: ownSdk.folder });
    return current;
  };
  beforeEach(async () => {
    await open();
  });
  afterEach(async () => {
    await current?.close();
    current = undefined;
  });

  sdkCases({ stage, started: "cold", patched: true });
  patchedSdkCases({ stage, started: "cold", patched: true });

  it("has no variable of the engine's environment", async () => {
    const { printed } = await stage().run(
      `console.log(process.env.CANARY, Object.keys(process.env).toSorted().join());`,
    );
    expect(printed).toEqual([expect.stringMatching(/^undefined HOME,PATH,PULUMI_[A-Z_,]*TMPDIR$/u)]);
  });

  it("calls its monitor without a network", async () => {
    const { registered, end } = await stage().run(
      `new (require("@pulumi/pulumi").CustomResource)("test:index:Thing", "a", {});
       console.log(Object.keys(require("node:os").networkInterfaces()).length);`,
    );
    expect({ registered, end }).toEqual({
      registered: ["pulumi:pulumi:Stack::proj-dev", "test:index:Thing::a"],
      end: { kind: "finished" },
    });
  });

  it("is ended with the limit that it exceeded in words", async () => {
    await open({ seconds: 3 });
    const { end } = await stage().run(`for (;;);`);
    const reason = "The program comes from outside and took more than 3 s, so it was ended.";
    expect(end).toEqual({ kind: "failed", reported: false, reason });
  });

  it("is ended with that limit also when all its threads use the processors", async () => {
    await open({ seconds: 3 });
    const { end } = await stage().run(
      `const { Worker } = require("node:worker_threads");
       for (let each = 0; each < 4; each += 1) new Worker("for (;;);", { eval: true });
       for (;;);`,
    );
    const reason = "The program comes from outside and took more than 3 s, so it was ended.";
    expect(end).toEqual({ kind: "failed", reported: false, reason });
  });

  it.each([
    ["a line that is no JSON", `require("node:fs").writeSync(3, "{\\n"); setInterval(() => {}, 1000);`],
    ["a line that is no message", `require("node:fs").writeSync(3, "null\\n"); setInterval(() => {}, 1000);`],
    ["a call without an end", `require("node:fs").writeSync(4, Buffer.alloc(8)); setInterval(() => {}, 1000);`],
  ])("is ended when it sends %s", async (_, program) => {
    const { end } = await stage().run(program);
    const reason = "The program was ended because it has sent what no SDK sends over the pipe to the engine.";
    expect(end).toEqual({ kind: "failed", reported: false, reason });
  });

  it("is ended by its limit of time when it closes its pipe and stays", async () => {
    await open({ seconds: 3 });
    const { end } = await stage().run(`require("node:fs").closeSync(4); setInterval(() => {}, 1000);`);
    expect(end).toMatchObject({ kind: "failed", reason: expect.stringContaining("took more than 3 s") });
  });

  it("is not started with an SDK that needs a network", async () => {
    await stage().write({
      "node_modules/@pulumi/pulumi-of-others/package.json": `{ "name": "@pulumi/pulumi", "version": "3.1.0" }`,
    });
    const other = await ProgramStage.open(confinedRunner(), {
      sdk: `${stage().folder}/node_modules/@pulumi/pulumi-of-others`,
    });
    await stage().write({ "node_modules/@pulumi/pulumi-of-others/cmd/run/index.js": "" });
    await expect(other.run(``)).rejects.toMatchObject({ code: "sdk-not-confinable" });
    await other.close();
  });
});
