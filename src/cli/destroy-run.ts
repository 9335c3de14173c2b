import { destroyEnvironments, refreshEnvironments } from "../flows/index.ts";
import { runJson, runReport } from "../report/index.ts";
import { asker } from "./confirmation.ts";
import type { ChangeFlags, RefreshFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { exitCodeOfRun, show, withDriver } from "./driver-run.ts";
import { EnvironmentsNotNamed } from "./errors.ts";
import type { ExitCode } from "./exit-code.ts";

export async function runDestroy(flags: ChangeFlags, wiring: DriverWiring): Promise<ExitCode> {
  const environments = flags.env ?? [];
  if (environments.length === 0) throw new EnvironmentsNotNamed();
  return withDriver(flags, wiring, async (ports, screen) => {
    const confirm = async (names: readonly string[]) => {
      if (flags.yes) return true;
      const expected = names.join(" ");
      return asker("destroy", flags, wiring).typed(
        `Everything in ${expected} is deleted. Type ${expected} to go on: `,
        expected,
      );
    };
    const run = await destroyEnvironments({ environments, confirm }, ports);
    await show({ blocks: runReport(run), json: runJson(run) }, flags, wiring, screen);
    return exitCodeOfRun(run);
  });
}

export async function runRefresh(flags: RefreshFlags, wiring: DriverWiring): Promise<ExitCode> {
  return withDriver(flags, wiring, async (ports, screen) => {
    const confirm = async (names: readonly string[]) =>
      flags.yes || asker("refresh", flags, wiring).yesOrNo(`Refresh the state of ${names.join(", ")}? [yes/no] `);
    const request = { environments: flags.env ?? [], confirm, adopt: flags.adopt ?? false };
    const run = await refreshEnvironments(request, ports);
    await show({ blocks: runReport(run), json: runJson(run) }, flags, wiring, screen);
    return exitCodeOfRun(run);
  });
}
