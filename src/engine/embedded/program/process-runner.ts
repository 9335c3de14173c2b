import { type Launch, launchOf, verifyProgram } from "./launch/launch.ts";
import { type Environment, ProgramProcess } from "./process/program-process.ts";
import type { ProgramRun, ProgramRunner, RunningProgram } from "./program-runner.ts";

/** Starts a process for each program when it is to run. Nothing of one run is left for the next. */
export function processRunner(environment: Environment): ProgramRunner {
  return {
    verify: verifyProgram,
    start: async (run) => await Promise.resolve(startCold(launchOf(run), run, environment)),
  };
}

export function startCold(launch: Launch, run: ProgramRun, environment: Environment): RunningProgram {
  return new ProgramProcess(launch, environment, launch.run).run(run);
}
