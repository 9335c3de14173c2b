import { explainResource } from "../flows/index.ts";
import { explanationJson, explanationReport } from "../report/index.ts";
import { jsonAsInvoked } from "./as-invoked.ts";
import type { ExplainFlags } from "./driver-flags.ts";
import { type DriverWiring, recordRequest } from "./driver-options.ts";
import { DriverScreen } from "./driver-screen.ts";
import { ExitCode } from "./exit-code.ts";

export async function runExplain(resource: string, flags: ExplainFlags, wiring: DriverWiring): Promise<ExitCode> {
  const { terminal, openRecord } = wiring;
  const request = { resource, environments: flags.env ?? [] };
  const explanation = await explainResource(request, await openRecord(recordRequest(flags, wiring)));
  if (flags.json) terminal.out(jsonAsInvoked(explanationJson(explanation), terminal.invocation));
  else new DriverScreen(terminal, { silent: false }).print(explanationReport(explanation));
  return ExitCode.ok;
}
