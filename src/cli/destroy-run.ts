import { destroyEnvironments, refreshEnvironments, type StandingResources } from "../flows/index.ts";
import { counted } from "../lib/index.ts";
import { runJson, runReport } from "../report/index.ts";
import { asker } from "./confirmation.ts";
import type { ChangeFlags, RefreshFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { exitCodeOfRun, show, withDriver } from "./driver-run.ts";
import { EnvironmentsNotNamed } from "./errors.ts";
import type { ExitCode } from "./exit-code.ts";
import { idsByUrn } from "./pending-ids.ts";

export async function runDestroy(flags: ChangeFlags, wiring: DriverWiring): Promise<ExitCode> {
  const environments = flags.env ?? [];
  if (environments.length === 0) throw new EnvironmentsNotNamed();
  return withDriver(flags, wiring, async (ports, screen) => {
    const confirm = async (names: readonly string[], standing: StandingResources) => {
      if (flags.yes) return true;
      const expected = names.join(" ");
      return asker("destroy", flags, wiring).typed(destroyQuestion(await standing()), expected);
    };
    const run = await destroyEnvironments({ environments, confirm }, ports);
    await show({ blocks: () => runReport(run), json: () => runJson(run) }, flags, wiring, screen);
    return exitCodeOfRun(run, wiring.signal);
  });
}

/** `Everything in dev is deleted: 12 resources. Type dev to go on: ` */
export function destroyQuestion(standing: ReadonlyMap<string, number | undefined>): string {
  const names = [...standing.keys()];
  const numbers = [...standing].map(([name, count]) => {
    const resources = count === undefined ? "an unknown number of resources" : counted(count, "resource");
    return names.length === 1 ? resources : `${name} ${resources}`;
  });
  return `Everything in ${names.join(" and ")} is deleted: ${numbers.join(", ")}. Type ${names.join(" ")} to go on: `;
}

export async function runRefresh(flags: RefreshFlags, wiring: DriverWiring): Promise<ExitCode> {
  return withDriver(flags, wiring, async (ports, screen) => {
    const confirm = async (names: readonly string[]) =>
      flags.yes || asker("refresh", flags, wiring).yesOrNo(`Refresh the state of ${names.join(", ")}? [yes/no] `);
    const pending = {
      adoptPendingCreates: flags.adopt ?? false,
      importPendingCreates: idsByUrn(flags.importPendingCreates ?? []),
      clearPendingCreates: flags.clearPendingCreates ?? false,
    };
    const request = { environments: flags.env ?? [], confirm, pending };
    const run = await refreshEnvironments(request, ports);
    await show({ blocks: () => runReport(run), json: () => runJson(run) }, flags, wiring, screen);
    return exitCodeOfRun(run, wiring.signal);
  });
}
