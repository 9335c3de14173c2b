import { environmentNameProblem } from "../environment/index.ts";
import { readLeases, releaseLease } from "../flows/index.ts";
import { leasesJson, leasesReport } from "../report/index.ts";
import { jsonAsInvoked } from "./as-invoked.ts";
import type { RecordFlags, ReleaseFlags } from "./driver-flags.ts";
import { type DriverWiring, recordRequest } from "./driver-options.ts";
import { DriverScreen } from "./driver-screen.ts";
import { LeaseOwnerNotNamed, NoEnvironmentName } from "./errors.ts";
import { ExitCode } from "./exit-code.ts";

export async function runLeases(flags: RecordFlags, wiring: DriverWiring): Promise<ExitCode> {
  const { terminal, openLeases } = wiring;
  const leases = await readLeases(await openLeases(recordRequest(flags, wiring)));
  if (flags.json) terminal.out(jsonAsInvoked(leasesJson(leases), terminal.invocation));
  else new DriverScreen(terminal, { silent: false }).print(leasesReport(leases));
  return ExitCode.ok;
}

/** Prints how the lease stands afterwards. */
export async function runRelease(environment: string, flags: ReleaseFlags, wiring: DriverWiring): Promise<ExitCode> {
  const problem = environmentNameProblem(environment);
  if (problem !== undefined) throw new NoEnvironmentName({ problem });
  const from = flags.unreadable
    ? ("unreadable" as const)
    : flags.owner === undefined
      ? undefined
      : { run: flags.owner };
  if (from === undefined) throw new LeaseOwnerNotNamed({ environment });
  const access = await wiring.openLeases(recordRequest(flags, wiring));
  await releaseLease({ environment, from }, access);
  const leases = (await readLeases(access)).filter((lease) => lease.environment === environment);
  const { terminal } = wiring;
  if (flags.json) terminal.out(jsonAsInvoked(leasesJson(leases), terminal.invocation));
  else new DriverScreen(terminal, { silent: false }).print(leasesReport(leases));
  return ExitCode.ok;
}
