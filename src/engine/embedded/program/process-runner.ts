import { type Launch, launchOf, verifyProgram } from "./launch/launch.ts";
import { startPlain } from "./process/plain-process.ts";
import type { ProcessSettings } from "./process/process-settings.ts";
import { ProgramProcess } from "./process/program-process.ts";
import type { ProgramRun, ProgramRunner, RunningProgram } from "./program-runner.ts";

/** Starts a new process for each run. */
export function processRunner(settings: ProcessSettings): ProgramRunner {
  return {
    verify: verifyProgram,
    start: async (run) => await Promise.resolve(startCold(launchOf(run, settings.environment), run, settings)),
  };
}

export function startCold(launch: Launch, run: ProgramRun, settings: ProcessSettings): RunningProgram {
  const { onSdkStart } = settings;
  if (launch.sdk.kind === "plain") {
    onSdkStart?.(launch.sdk, []);
    return startPlain(launch, run, settings);
  }
  const process = new ProgramProcess(launch, settings, launch.run);
  const running = process.follow(run);
  if (onSdkStart) void process.patches().then((patches) => onSdkStart(launch.sdk, patches));
  return running;
}
