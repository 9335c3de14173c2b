import { rollbackEnvironment } from "../flows/index.ts";
import { rollbackBody, rollbackJson, rollbackReport } from "../report/index.ts";
import type { RollbackFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { show, withDriver } from "./driver-run.ts";
import { ExitCode } from "./exit-code.ts";
import { optionsFor } from "./forge-comments.ts";

export async function runRollback(environment: string, flags: RollbackFlags, wiring: DriverWiring): Promise<ExitCode> {
  const opened = await wiring.openForge(flags, wiring.cwd);
  const commits = await wiring.openCommits(wiring.cwd);
  const { to, branch } = flags;
  const options = optionsFor(wiring);
  return withDriver(flags, wiring, async (ports, screen) => {
    const rollback = await rollbackEnvironment(
      {
        environment,
        ...(to !== undefined && { to }),
        branch,
        onlyOwn: flags.onlyOwn ?? false,
        dryRun: flags.dryRun ?? false,
        body: (made, limits) => rollbackBody(made, options(limits)),
      },
      { ...ports, commits },
      opened?.forge,
    );
    await show({ blocks: () => rollbackReport(rollback), json: () => rollbackJson(rollback) }, flags, wiring, screen);
    return rollback.unknown.length > 0 ? ExitCode.unknown : ExitCode.ok;
  });
}
