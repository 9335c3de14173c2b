import { tryRoutes } from "../flows/index.ts";
import { systemClock } from "../lib/index.ts";
import { routesJson, routesReport } from "../report/index.ts";
import { jsonAsInvoked } from "./as-invoked.ts";
import type { NotifyTestFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { DriverScreen } from "./driver-screen.ts";
import { ExitCode } from "./exit-code.ts";

export async function runNotifyTest(flags: NotifyTestFlags, wiring: DriverWiring): Promise<ExitCode> {
  const { terminal, cwd, openFiles, openForge, openNotifiers } = wiring;
  const { tree } = await openFiles(cwd);
  const opened = await openForge(flags, cwd);
  const notifierOf = await openNotifiers(opened?.forge, cwd);
  const routes = await tryRoutes(tree, flags.route ?? [], { clock: systemClock, notifierOf });
  if (flags.json) terminal.out(jsonAsInvoked(routesJson(routes), terminal.invocation));
  else new DriverScreen(terminal, { silent: false }).print(routesReport(routes));
  return routes.every(({ problems }) => problems.length === 0) ? ExitCode.ok : ExitCode.failed;
}
