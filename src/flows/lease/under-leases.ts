import { type ChangeRun, type CutOffRun, problemOf } from "../../change/index.ts";
import { pendingOperationsIn } from "../../engine/index.ts";
import type { CommitTree } from "../../git/index.ts";
import { type HeldLease, ownerText } from "../../lease/index.ts";
import type { FlowPorts } from "../ports.ts";
import { engineOf } from "../run/index.ts";

/** Environments that a run acts on. */
export interface ActedOn {
  readonly verb: ChangeRun["verb"];
  readonly environments: readonly string[];
  /** Files of the commit that it runs for. */
  readonly tree: CommitTree;
  /** Whether leases of living runs are waited for. @default as the command was called */
  readonly waits?: boolean;
}

/**
 * Does a run while it holds the leases of all its environments, and says in its result whose runs were cut off before it, and whether
 * its leases held until its end. The work gets the environments whose last run was cut off: what that run did is in no record. What the record says is read anew for it: the run that held the leases before has added to it.
 *
 * @throws {GroundworkError} of leases, before the run is begun
 */
export async function underLeases(
  { verb, environments, tree, waits }: ActedOn,
  ports: Pick<FlowPorts, "leases" | "engines" | "history">,
  work: (cutOff: ReadonlySet<string>) => Promise<ChangeRun>,
): Promise<ChangeRun> {
  const doing = `${verb} of ${tree.commit.slice(0, 7)}`;
  const { result, lost } = await ports.leases.during(
    environments,
    doing,
    async (held) => {
      ports.history.forget?.();
      // Read before the run, which settles what it can.
      const cutOff = await cutOffRuns(held, tree, ports);
      const run = await work(new Set(cutOff.map(({ environment }) => environment)));
      return cutOff.length > 0 ? { ...run, cutOff } : run;
    },
    waits,
  );
  return lost ? { ...result, leaseLost: problemOf(lost) } : result;
}

async function cutOffRuns(
  held: readonly HeldLease[],
  tree: CommitTree,
  ports: Pick<FlowPorts, "engines">,
): Promise<readonly CutOffRun[]> {
  const runs = held.map(async ({ lease: { environment }, cutOff }) => {
    if (!cutOff) return [];
    const pending = await pendingOf(environment, tree, ports);
    return [{ environment, run: cutOff.run, by: ownerText(cutOff), pending }];
  });
  return (await Promise.all(runs)).flat();
}

async function pendingOf(
  environment: string,
  tree: CommitTree,
  ports: Pick<FlowPorts, "engines">,
): Promise<CutOffRun["pending"]> {
  try {
    const engine = await engineOf(environment, tree, ports);
    return pendingOperationsIn(await engine.exportState({ project: ports.engines.project, stack: environment }));
  } catch {
    // What keeps the state from being read is said by the run itself.
    return undefined;
  }
}
