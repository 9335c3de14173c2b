import type { LastMachinesRun, LastRun } from "./history.ts";

/**
 * The run after which the machines are known to be what the playbooks of its commit make of them; `undefined` where that is not known, as
 * after a later run that made one of them anew and did not come to its playbooks.
 */
export function machinesAppliedBy({ verb, machines }: Pick<LastRun, "verb" | "machines">): LastMachinesRun | undefined {
  if (verb !== "up" || !machines || machines.lostSince.length > 0 || machines.madeSince.length > 0) return undefined;
  return machines.kind === "applied" || machines.kind === "unchanged" ? machines : undefined;
}
