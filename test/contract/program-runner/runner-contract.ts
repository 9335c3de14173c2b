import path from "node:path";
import { afterAll, afterEach, beforeEach, describe } from "vitest";
import { type ProgramRunner, processRunner, warmRunner } from "../../../src/engine/embedded/index.ts";
import { projectRoot } from "../../../src/lib/index.ts";
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
  [plain]: ({ node }) => ({
    runner: processRunner({ environment: { ...process.env, GROUNDWORK_PLAIN_SDK: "1" }, node }),
    started: "cold",
    patched: false,
  }),
} as const satisfies Readonly<Record<string, (sdk: SdkUnderTest) => Runner>>;

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
  Object.entries<(sdk: SdkUnderTest) => Runner>(runners).filter(([name]) => sdk.held || name !== "a warm process");

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
