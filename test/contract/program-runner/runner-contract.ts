import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, describe } from "vitest";
import { type ProgramRunner, processRunner, type WarmRunner, warmRunner } from "../../../src/engine/embedded/index.ts";
import { projectRoot } from "../../../src/lib/index.ts";
import { programMonitor } from "../../fakes/program-monitor.ts";
import { ProgramStage } from "./program-stage.ts";

/** The SDK that programs of a contract have installed, and the Node that runs them. */
export interface SdkUnderTest {
  /** Folder of `@pulumi/pulumi`. */
  readonly folder: string;
  /** Executable of Node. */
  readonly node: string;
  /** Whether processes with it can be held. */
  readonly held: boolean;
}

/** The SDK that this checkout has installed. */
export const ownSdk: SdkUnderTest = {
  folder: path.join(projectRoot(), "node_modules", "@pulumi", "pulumi"),
  node: process.execPath,
  held: true,
};

/** A way to run programs, as cases see it. */
export interface RunnerUnderTest {
  readonly stage: () => ProgramStage;
  /** How programs start there that can be started before their run is known. */
  readonly started: "cold" | "warm";
  /** Whether the SDK of programs is patched. */
  readonly patched: boolean;
}

export type RunnerCases = (runner: RunnerUnderTest) => void;

interface Runner {
  readonly runner: ProgramRunner;
  readonly started: "cold" | "warm";
  readonly patched: boolean;
  readonly beforeRun?: (stage: ProgramStage) => Promise<void>;
  readonly close?: () => Promise<void>;
}

const plain = "a process whose SDK is as it is";
const heldOnly: ReadonlySet<string> = new Set(["a warm process", "a process that has run the program before"]);

const runners = {
  "a new process": ({ node }) => ({
    runner: processRunner({ environment: process.env, node }),
    started: "cold",
    patched: true,
  }),
  "a warm process": ({ node }) => {
    const runner = warmRunner({ environment: process.env, node, size: 2 });
    return {
      runner,
      started: "warm",
      patched: true,
      beforeRun: async (stage) => {
        await stage.untilSettled();
        await runner.prepare(await stage.project(), 2);
        await runner.untilWarm();
      },
      close: runner.close,
    };
  },
  "a process that has run the program before": ({ node }) => {
    const runner = warmRunner({ environment: process.env, node, size: 2 });
    return { runner: secondRunOf(runner), started: "warm", patched: true, close: runner.close };
  },
  [plain]: ({ node }) => ({
    runner: processRunner({ environment: { ...process.env, GROUNDWORK_PLAIN_SDK: "1" }, node }),
    started: "cold",
    patched: false,
  }),
} as const satisfies Readonly<Record<string, (sdk: SdkUnderTest) => Runner>>;

/** How long a first run may take. One that waits for ever is stopped, and has a second run in another process. */
const longestFirstRun = 3_000;

/** Runs each program twice, one after the other in one process where it leaves nothing there. The second run is what counts. */
function secondRunOf(runner: WarmRunner): ProgramRunner {
  return {
    verify: (project) => runner.verify(project),
    async start(run) {
      const monitor = await programMonitor();
      const first = await runner.start({
        ...run,
        address: monitor.address,
        serve: (pipe, number) => monitor.serve(pipe, number),
        repeatable: true,
        onOutput: () => undefined,
      });
      const isOver = new AbortController();
      const tooLong = pause(longestFirstRun, undefined, { signal: isOver.signal }).catch(() => undefined);
      await Promise.race([first.ended, tooLong]);
      isOver.abort();
      await first.stop();
      monitor.close();
      const second = await runner.start({ ...run, repeatable: true });
      // A program that cannot be run again where it has run starts cold. So does one with arguments for Node, in every way.
      const hasArguments = run.project.runtime.options["nodeargs"] !== undefined;
      return hasArguments ? second : { ...second, started: "warm" };
    },
  };
}

/** Runs cases on every way to run programs with an SDK. */
export function programRunnerContract(behavior: string, sdk: SdkUnderTest, cases: RunnerCases): void {
  runOn(waysOf(sdk), behavior, sdk, cases);
}

/** Runs cases on the ways to run programs that patch the SDK. */
export function patchedRunnerContract(behavior: string, sdk: SdkUnderTest, cases: RunnerCases): void {
  const patched = waysOf(sdk).filter(([name]) => name !== plain);
  runOn(patched, behavior, sdk, cases);
}

type Way = readonly [name: string, make: (sdk: SdkUnderTest) => Runner];

const waysOf = (sdk: SdkUnderTest): readonly Way[] =>
  Object.entries<(sdk: SdkUnderTest) => Runner>(runners).filter(([name]) => sdk.held || !heldOnly.has(name));

function runOn(ways: readonly Way[], behavior: string, sdk: SdkUnderTest, cases: RunnerCases): void {
  describe.each(ways)(`in %s, ${behavior}`, (_name, make) => {
    const { runner, started, patched, beforeRun, close } = make(sdk);
    let current: ProgramStage | undefined;
    beforeEach(async () => {
      current = await ProgramStage.open(runner, { sdk: sdk.folder, ...(beforeRun && { beforeRun }) });
    });
    afterEach(async () => {
      await current?.close();
      current = undefined;
    });
    afterAll(async () => await close?.());
    const stage = () => {
      if (!current) throw new Error("There is no stage outside of a case.");
      return current;
    };
    cases({ stage, started, patched });
  });
}
