import { endWithEngine } from "../../providers/plugins/watchdog.ts";
import type { Launch } from "../launch/launch.ts";
import type { ProgramRun, RunningProgram } from "../program-runner.ts";
import { ProcessGroup } from "./process-group.ts";
import type { ProcessSettings } from "./process-settings.ts";

/**
 * Starts a program as Pulumi's language host does: Node with the SDK's launcher, which calls the monitor at its address.
 *
 * Nothing of ours is in the process, so a watchdog ends the program when the engine is killed.
 */
export function startPlain(
  { args, folder, run: { args: launcherArgs, environment } }: Launch,
  { onOutput }: Pick<ProgramRun, "onOutput">,
  settings: ProcessSettings,
): RunningProgram {
  const group = new ProcessGroup({
    node: settings.node ?? process.execPath,
    args: [...args, ...launcherArgs],
    folder,
    environment: { ...settings.environment, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { pid } = group.child;
  const release = pid === undefined ? () => undefined : endWithEngine(pid);
  return group.follow("cold", onOutput, release);
}
