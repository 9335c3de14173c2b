import { SdkNotConfinable } from "./errors.ts";
import { type Launch, launchOf, verifyProgram } from "./launch/launch.ts";
import { startPlain } from "./process/plain-process.ts";
import type { ProcessSettings } from "./process/process-settings.ts";
import { ProgramProcess } from "./process/program-process.ts";
import type { ProgramRun, ProgramRunner, RunningProgram } from "./program-runner.ts";

/** Starts a new process for each run. */
export function processRunner(settings: ProcessSettings): ProgramRunner {
  return {
    verify: verifyProgram,
    async start(run) {
      const environment = settings.confinement ? {} : settings.environment;
      return await Promise.resolve(startCold(launchOf(run, environment), run, settings));
    },
  };
}

export function startCold(launch: Launch, run: ProgramRun, settings: ProcessSettings): RunningProgram {
  const { onSdkStart, confinement } = settings;
  // An SDK without patches calls the monitor over the network, which a confined program does not have.
  if (confinement && launch.sdk.kind === "plain")
    throw new SdkNotConfinable({ version: launch.sdk.version ?? "unknown" });
  if (launch.sdk.kind === "plain") {
    onSdkStart?.(launch.sdk, []);
    return startPlain(launch, run, settings);
  }
  const process = new ProgramProcess(launch, settings, launch.run);
  const running = process.follow(run);
  if (onSdkStart) void process.patches().then((patches) => onSdkStart(launch.sdk, patches));
  return running;
}
