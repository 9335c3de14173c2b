import { readWaiting } from "../flows/index.ts";
import { waitingJson, waitingReport } from "../report/index.ts";
import { lineOf, type QueueFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { show, withDriver } from "./driver-run.ts";
import { ExitCode } from "./exit-code.ts";

/** Changes nothing, and asks the forge for the branch alone. */
export async function runQueue(flags: QueueFlags, wiring: DriverWiring): Promise<ExitCode> {
  const opened = await wiring.openForge(flags, wiring.cwd);
  return withDriver(flags, wiring, async (ports, screen) => {
    const queue = await readWaiting(lineOf(flags), opened?.forge ?? {}, ports);
    await show(
      { blocks: () => waitingReport(queue, flags.local ?? false), json: () => waitingJson(queue) },
      flags,
      wiring,
      screen,
    );
    return flags.exitCode && queue.waiting.length + queue.longWaiting.length > 0 ? ExitCode.different : ExitCode.ok;
  });
}
