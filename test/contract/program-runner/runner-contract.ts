import { afterAll, afterEach, beforeEach, describe } from "vitest";
import { type ProgramRunner, processRunner, warmRunner } from "../../../src/engine/embedded/index.ts";
import { ProgramStage } from "./program-stage.ts";

interface Runner {
  readonly runner: ProgramRunner;
  readonly started: "cold" | "warm";
  readonly beforeRun?: (stage: ProgramStage) => Promise<void>;
  readonly close?: () => Promise<void>;
}

const runners: readonly (readonly [string, () => Runner])[] = [
  ["a new process", () => ({ runner: processRunner({ environment: process.env }), started: "cold" })],
  [
    "a warm process",
    () => {
      const runner = warmRunner({ environment: process.env, size: 2 });
      return {
        runner,
        started: "warm",
        beforeRun: async (stage) => {
          await stage.untilSettled();
          await runner.prepare(await stage.project(), 2);
          await runner.untilWarm();
        },
        close: runner.close,
      };
    },
  ],
];

/** Runs cases on every way to run programs. `started` is how programs start there that can be started beforehand. */
export function programRunnerContract(
  behavior: string,
  cases: (stage: () => ProgramStage, started: "cold" | "warm") => void,
): void {
  describe.each(runners)(`in %s, ${behavior}`, (_name, make) => {
    const { runner, started, beforeRun, close } = make();
    let current: ProgramStage | undefined;
    beforeEach(async () => {
      current = await ProgramStage.open(runner, beforeRun);
    });
    afterEach(async () => {
      await current?.close();
      current = undefined;
    });
    afterAll(async () => await close?.());
    cases(() => {
      if (!current) throw new Error("There is no stage outside of a case.");
      return current;
    }, started);
  });
}
