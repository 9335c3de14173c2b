import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Plan, StepOp } from "../../src/change/index.ts";
import { embeddedEngine, type ProgramRunner } from "../../src/engine/embedded/index.ts";
import { FileStateStore, fileConfigSource, PassphraseKeys } from "../../src/engine/embedded/stack/index.ts";
import type { Engine, Work } from "../../src/engine/index.ts";
import { nameOfUrn } from "../../src/pulumi/index.ts";
import { FakeEngine, type FakeResources } from "../fakes/driver/fake-engine.ts";
import { Fails, FakeCloud } from "../fakes/fake-provider.ts";
import { scriptedProgram } from "../fakes/scripted-program.ts";

const keys = new PassphraseKeys(async () => await Promise.resolve("correct horse"));
/** One key for all stacks, because making one takes longer than a run. */
const encryptionSalt = keys.create("tests").then(({ salt }) => salt);

/** An engine whose programs a test chooses. */
interface EngineScene {
  readonly engine: Engine;
  /** Folder of the programs. */
  readonly folder: string;
  /** The resources of a stack's program, or an error that the program throws. */
  want(stack: string, resources: FakeResources | Error): void;
  /** Lets the step of `second`, which follows that of `first`, fail from here on, or no longer. */
  breakSecond(stack: string, isBroken: boolean): void;
  close(): Promise<void>;
}

/** What the driver's flows need of an engine, as far as it can be said without an SDK. */
function driverEngineContract(name: string, open: () => Promise<EngineScene>): void {
  describe(`an engine as flows use it: ${name}`, () => {
    let scene: EngineScene;
    beforeEach(async () => {
      scene = await open();
    });
    afterEach(() => scene.close());

    const work = (more: Partial<Work> = {}, stack = "dev"): Work => ({
      stack: { project: "proj", stack },
      program: { folder: scene.folder },
      ...more,
    });
    const two = { first: { size: 1 }, second: { size: 1 } };
    const bringUp = async (resources: FakeResources = two, stack = "dev") => {
      scene.want(stack, resources);
      expect(await scene.engine.up(work({}, stack))).toMatchObject({ result: "succeeded" });
    };
    const planned = async (stack = "dev") => opsOf(await scene.engine.preview(work({}, stack)));

    it("plans a creation for all that is missing, changes nothing, and plans the same again", async () => {
      scene.want("dev", two);
      const plan = await scene.engine.preview(work());
      expect(plan).toMatchObject({ result: "succeeded", diagnostics: [] });
      expect(opsOf(plan)).toEqual({ first: "create", second: "create" });
      expect(await planned()).toEqual(opsOf(plan));
    });

    it("does what it planned, and finds nothing to do then", async () => {
      scene.want("dev", two);
      const outcome = await scene.engine.up(work());
      expect(outcome).toMatchObject({ result: "succeeded", diagnostics: [] });
      expect(opsOf(outcome)).toEqual({ first: "create", second: "create" });
      expect(outcome.steps.map(({ status }) => status)).not.toContain("failed");
      expect(await planned()).toEqual({ first: "same", second: "same" });
      expect(opsOf(await scene.engine.up(work()))).toEqual({ first: "same", second: "same" });
    });

    it("counts the steps in its summary", async () => {
      await bringUp({ ...two, third: {} });
      scene.want("dev", { first: { size: 2 }, second: { size: 1 }, fourth: {} });
      for (const { steps, summary } of [await scene.engine.preview(work()), await scene.engine.up(work())]) {
        const count = (op: StepOp) => steps.filter((each) => each.op === op).length;
        expect([count("create"), count("update"), count("delete")]).toEqual([1, 1, 1]);
        expect(summary).toEqual({ create: 1, update: 1, delete: 1, same: count("same") });
      }
    });

    it("plans an update with the inputs before and after, and takes it", async () => {
      await bringUp();
      scene.want("dev", { ...two, first: { size: 2 } });
      const { steps } = await scene.engine.preview(work());
      const step = steps.find(({ urn }) => nameOfUrn(urn) === "first");
      expect(step).toMatchObject({ op: "update", oldInputs: { size: 1 }, newInputs: { size: 2 } });
      await scene.engine.up(work());
      expect(await planned()).toEqual({ first: "same", second: "same" });
    });

    it("plans a deletion of what the program no longer has, with its inputs, and takes it", async () => {
      await bringUp();
      scene.want("dev", { first: { size: 1 } });
      const { steps } = await scene.engine.preview(work());
      const step = steps.find(({ urn }) => nameOfUrn(urn) === "second");
      expect(step).toMatchObject({ op: "delete", oldInputs: { size: 1 } });
      expect(step?.newInputs).toBeUndefined();
      await scene.engine.up(work());
      expect(await planned()).toEqual({ first: "same" });
    });

    it("names a resource by a URN of its stack, project, type and name", async () => {
      scene.want("dev", { first: {} });
      const { steps } = await scene.engine.preview(work());
      const step = steps.find(({ urn }) => nameOfUrn(urn) === "first");
      expect(step?.urn).toMatch(/^urn:pulumi:dev::\w+::/);
      expect(step?.urn).toContain(`::${step?.type}::first`);
    });

    it("resolves with the error of a program that throws, and has changed nothing", async () => {
      await bringUp();
      scene.want("dev", new Error("the program is wrong"));
      for (const ended of [await scene.engine.preview(work()), await scene.engine.up(work())]) {
        expect(ended.result).toBe("failed");
        expect(errorsOf(ended)).toContain("the program is wrong");
      }
      scene.want("dev", two);
      expect(await planned()).toEqual({ first: "same", second: "same" });
    });

    it("says of a step that failed that it did, and keeps what was done before it", async () => {
      scene.want("dev", two);
      scene.breakSecond("dev", true);
      const outcome = await scene.engine.up(work());
      expect(outcome.result).toBe("failed");
      expect(errorsOf(outcome)).not.toBe("");
      const statuses = outcome.steps.map(({ urn, status }) => [nameOfUrn(urn), status]);
      expect(statuses).toEqual(
        expect.arrayContaining([
          ["first", "done"],
          ["second", "failed"],
        ]),
      );
      expect(await planned()).toEqual({ first: "same", second: "create" });
      scene.breakSecond("dev", false);
      expect(opsOf(await scene.engine.up(work()))).toEqual({ first: "same", second: "create" });
    });

    it("destroys all that stands, without the program, and makes it anew", async () => {
      await bringUp();
      scene.want("dev", new Error("the program is wrong"));
      const outcome = await scene.engine.destroy(work());
      expect(outcome).toMatchObject({ result: "succeeded" });
      expect(opsOf(outcome)).toEqual({ first: "delete", second: "delete" });
      expect(opsOf(await scene.engine.destroy(work()))).toEqual({});
      scene.want("dev", two);
      expect(await planned()).toEqual({ first: "create", second: "create" });
    });

    it("changes nothing with a refresh where the cloud is as the state says", async () => {
      await bringUp();
      expect(await scene.engine.refresh(work())).toMatchObject({ result: "succeeded" });
      expect(await planned()).toEqual({ first: "same", second: "same" });
    });

    it("keeps stacks apart", async () => {
      await bringUp(two, "dev");
      scene.want("staging", { first: {} });
      expect(await planned("staging")).toEqual({ first: "create" });
      await scene.engine.up(work({}, "staging"));
      await scene.engine.destroy(work({}, "dev"));
      expect(await planned("staging")).toEqual({ first: "same" });
    });

    it("has no outputs of a stack that was never brought up", async () => {
      expect(await scene.engine.outputs({ project: "proj", stack: "dev" })).toEqual({});
    });

    it("takes back the state that it gave", async () => {
      await bringUp();
      const stack = { project: "proj", stack: "dev" };
      const given = await scene.engine.exportState(stack);
      expect(given.version).toBe(3);
      await scene.engine.importState(stack, given);
      expect(await planned()).toEqual({ first: "same", second: "same" });
    });

    it.each(["preview", "up", "refresh", "destroy"] as const)(
      "resolves a cancelled %s as that, with nothing changed",
      async (verb) => {
        await bringUp();
        scene.want("dev", { first: { size: 2 } });
        const ended = await scene.engine[verb](work({ signal: AbortSignal.abort() }));
        expect(ended.result).toBe("cancelled");
        scene.want("dev", two);
        expect(await planned()).toEqual({ first: "same", second: "same" });
      },
    );
  });
}

/** Of each resource what is done to it, the stack left out. */
function opsOf({ steps }: Pick<Plan, "steps">): Readonly<Record<string, StepOp>> {
  const own = steps.filter(({ type }) => type !== "pulumi:pulumi:Stack");
  return Object.fromEntries(own.map(({ urn, op }) => [nameOfUrn(urn), op]));
}

function errorsOf({ diagnostics }: Pick<Plan, "diagnostics">): string {
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ message }) => message)
    .join("\n");
}

driverEngineContract("the fake of tests", async () => {
  const engine = new FakeEngine();
  return {
    engine,
    folder: "/program",
    want: (stack, resources) => void engine.wanted.set(stack, resources),
    breakSecond: (stack, isBroken) => void (isBroken ? engine.failing.add(stack) : engine.failing.delete(stack)),
    close: async () => undefined,
  };
});

driverEngineContract("the embedded one", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-driver-engine-"));
  const program = path.join(folder, "program");
  await mkdir(program);
  await writeFile(path.join(program, "Pulumi.yaml"), "name: proj\nruntime: nodejs\n");
  const wanted = new Map<string, FakeResources | Error>();
  const cloud = new FakeCloud();
  const programs: ProgramRunner = {
    verify: () => undefined,
    start: async (run) => {
      const resources = wanted.get(run.stack.stack) ?? {};
      if (!(resources instanceof Error))
        return await scriptedProgram(Object.entries(resources).map(([name, inputs]) => ({ name, inputs }))).start(run);
      const end = { kind: "failed", reported: false, reason: resources.message } as const;
      return { started: "cold", ended: Promise.resolve(end), stop: async () => undefined };
    },
  };
  const store = new FileStateStore({
    root: path.join(folder, "state"),
    keys,
    writtenBy: "v3.256.0",
    saltOf: async () => await encryptionSalt,
  });
  return {
    engine: embeddedEngine({ store, config: fileConfigSource(keys), providers: cloud, programs }),
    folder: program,
    want: (stack, resources) => void wanted.set(stack, resources),
    breakSecond: (_, isBroken) =>
      isBroken
        ? cloud.on("create", "second", ({ preview }) => {
            if (!preview) throw new Fails("it is broken");
          })
        : cloud.off("create", "second"),
    close: async () => {
      cloud.stopAll();
      await rm(folder, { recursive: true, force: true });
    },
  };
});
