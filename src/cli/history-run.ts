import { readRecord } from "../flows/index.ts";
import { recordJson, recordReport } from "../report/index.ts";
import { jsonAsInvoked } from "./as-invoked.ts";
import type { HistoryFlags } from "./driver-flags.ts";
import { type DriverWiring, recordRequest } from "./driver-options.ts";
import { DriverScreen } from "./driver-screen.ts";
import { ExitCode } from "./exit-code.ts";

export async function runHistory(
  environment: string | undefined,
  flags: HistoryFlags,
  wiring: DriverWiring,
): Promise<ExitCode> {
  const { terminal, openRecord } = wiring;
  const request = {
    ...(environment !== undefined && { environment }),
    limit: flags.limit,
    verify: flags.verify ?? false,
  };
  const record = await readRecord(request, await openRecord(recordRequest(flags, wiring)));
  if (flags.json) terminal.out(jsonAsInvoked(recordJson(record), terminal.invocation));
  else new DriverScreen(terminal, { silent: false }).print(recordReport(record));
  return record.verification?.kind === "broken" ? ExitCode.refused : ExitCode.ok;
}
