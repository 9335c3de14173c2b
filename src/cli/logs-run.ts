import { readLogs } from "../flows/index.ts";
import { isAtLeast, logLineJson, readLogLine } from "../report/index.ts";
import type { LogsFlags } from "./agent-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { withDriver } from "./driver-run.ts";
import { ExitCode } from "./exit-code.ts";

export function runLogs(environment: string, flags: LogsFlags, wiring: DriverWiring): Promise<ExitCode> {
  const { terminal, signal, outputClosed } = wiring;
  return withDriver({ ...flags, env: [environment] }, wiring, async (ports) => {
    const request = { environment, tail: flags.tail, follow: flags.follow ?? false };
    for await (const logged of readLogs(request, ports)) {
      if (outputClosed?.aborted) break;
      const read = readLogLine(logged.text);
      if (flags.level !== undefined && !isAtLeast(read, flags.level)) continue;
      if (flags.json) terminal.out(JSON.stringify(logLineJson(logged)));
      else terminal.out(`${logged.pod}  ${read.text}`);
    }
    return signal.aborted ? ExitCode.interrupted : ExitCode.ok;
  });
}
