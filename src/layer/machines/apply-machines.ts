import {
  findInstances,
  type InstanceIds,
  type LayerRun,
  type LayerWork,
  noChanges,
  type PlannedLayer,
  type Problem,
  problemOf,
} from "../../change/index.ts";
import type { DesiredState } from "../../desired/index.ts";
import { machinesFolder } from "../../environment/index.ts";
import { clauseOf, cleaningUp, counted, formatDuration, GroundworkError } from "../../lib/index.ts";
import {
  instanceIdsIn,
  type MachineSession,
  type OpenedMachines,
  type PlaybookRuns,
  planBatches,
  readMachines,
} from "../../playbook/index.ts";
import type { LayerTarget } from "../layer.ts";
import { areLocal } from "./compare-layer.ts";
import { findGone } from "./find-gone.ts";
import type { MachinesPorts } from "./ports.ts";
import { type RolledOut, rollOut } from "./roll-out.ts";

const layer = "machines";

const byNumber = new Intl.Collator("en", { numeric: true });

/** Carries the playbooks of the commit out, unless nothing differs from their last run. Never throws. */
export async function applyMachines(
  target: LayerTarget,
  planned: PlannedLayer,
  ports: MachinesPorts,
): Promise<LayerRun> {
  const startedAt = ports.clock.now().getTime();
  const at = () => ports.clock.now().toISOString();
  const work = (): LayerWork => ({
    steps: [],
    counts: noChanges,
    planDigest: planned.planDigest,
    milliseconds: ports.clock.now().getTime() - startedAt,
  });
  try {
    const desired = await target.desired();
    if ("problem" in desired) return { layer, at: at(), kind: "refused", problem: desired.problem };
    if (!planned.playbookFiles) return { layer, at: at(), kind: "skipped" };
    const { commit } = target;
    if (planned.kind === "unchanged")
      return { layer, at: at(), kind: "unchanged", ...work(), ...(await stillApplied(target)), revision: commit };
    if (!ports.playbookRuns) return { layer, at: at(), kind: "refused", problem: notCarriedOut };
    const rolled = await rollOutOn(target, desired, ports.playbookRuns, ports);
    if (rolled.kind === "left-out") return { layer, at: at(), kind: "not-handled", because: rolled.because };
    const { kind, machines, instances, problem } = rolled;
    if (kind === "refused" && problem) return { layer, at: at(), kind, problem };
    if (problem) return { layer, at: at(), kind: kind === "cancelled" ? kind : "failed", ...work(), machines, problem };
    const { steps, counts } = planned;
    return {
      layer,
      at: at(),
      kind: "applied",
      ...work(),
      steps,
      counts,
      machines,
      ...named(instances),
      revision: commit,
    };
  } catch (thrown) {
    return { layer, at: at(), kind: "refused", problem: problemOf(thrown) };
  }
}

/** Nothing was run, so that the record goes on to name what is known of before, and of what still stands. */
async function stillApplied({
  appliedInstances,
  standingInstances,
}: LayerTarget): Promise<Pick<LayerWork, "instances">> {
  const applied = await appliedInstances?.();
  const standing = applied && (await standingInstances?.());
  if (!standing || "problem" in standing) return {};
  const { same } = findInstances(applied, standing);
  return named(Object.fromEntries(Object.entries(applied).filter(([key]) => same.includes(key))));
}

function named(instances: InstanceIds): Pick<LayerWork, "instances"> {
  return Object.keys(instances).length > 0 ? { instances } : {};
}

const notCarriedOut: Problem = {
  code: "playbooks-not-run-here",
  kind: "refused",
  message: "Nothing here carries playbooks out.",
  details: [],
};

/** Machines that cannot run here, which does not keep the rest from being done. */
interface LeftOut {
  readonly kind: "left-out";
  readonly because: string;
}

async function opened(runs: PlaybookRuns, machines: OpenedMachines): Promise<MachineSession | LeftOut> {
  try {
    return await runs.open(machines);
  } catch (thrown) {
    const isLocal = machines.connection.through.kind === "local";
    if (!isLocal || !(thrown instanceof GroundworkError) || !["unknown", "refused"].includes(thrown.kind)) throw thrown;
    return { kind: "left-out", because: clauseOf(thrown) };
  }
}

/** On the machines as the stack has them now: those that the same run has just made have their addresses in its outputs. */
async function rollOutOn(
  target: LayerTarget,
  desired: DesiredState,
  runs: PlaybookRuns,
  ports: MachinesPorts,
): Promise<(RolledOut & { readonly instances: InstanceIds }) | LeftOut> {
  const { environment, commit } = target;
  const engine = ports.engines.engineFor(desired);
  const stack = { project: ports.engines.project, stack: environment };
  const outputs = await engine.outputs(stack);
  const ids = instanceIdsIn(await engine.exportState(stack));
  const tree = await ports.git.treeOf(commit);
  const { rollout, playbooks, ...machines } = await readMachines({
    desired,
    isLocal: areLocal(desired, ports),
    outputs,
    tree,
    folder: machinesFolder(environment),
  });
  // As people count: web-2 before web-10.
  const keys = machines.machines.map(({ key }) => key).toSorted(byNumber.compare);
  const plan = {
    batches: planBatches(keys, rollout.batches),
    playbooks,
    ...(rollout.health && { health: rollout.health }),
  };
  const startedAt = ports.clock.now().getTime();
  ports.onProgress({ kind: "started", environment, activity: "up" });
  const session = await opened(runs, machines);
  if ("because" in session) {
    ports.onProgress({ kind: "finished", environment, activity: "up", message: session.because, good: false });
    return session;
  }
  const rolled = await cleaningUp(
    () =>
      rollOut(plan, session, {
        signal: target.signal ?? ports.signal,
        findGone: (missing) => findGone(target, desired, missing, ports),
        onMachine: (machine, state) =>
          ports.onProgress({ kind: "resource", environment, op: "update", urn: `machine ${machine}`, state }),
      }),
    () => session.close(),
  );
  const took = formatDuration(ports.clock.now().getTime() - startedAt);
  const message = rolled.problem?.message ?? `${counted(keys.length, "machine")} configured in ${took}`;
  ports.onProgress({ kind: "finished", environment, activity: "up", message, good: rolled.kind === "done" });
  const instances = Object.fromEntries(Object.entries(ids).filter(([key]) => keys.includes(key)));
  return { ...rolled, instances };
}
