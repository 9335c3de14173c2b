import type { MachineRun, Problem } from "../../change/index.ts";
import { counted, cutShort } from "../../lib/index.ts";
import { isBadOutcome, type MachineOutcome, type MachineSession, type PlaybooksOutcome } from "../../playbook/index.ts";

export interface RolloutPlan {
  /** Keys of machines, in the batches in which they are configured. */
  readonly batches: readonly (readonly string[])[];
  readonly playbooks: readonly string[];
  /** The playbook that says whether a batch is well. */
  readonly health?: string;
}

/** How all machines came out of it. */
export interface RolledOut {
  /** `refused`: nothing was started. */
  readonly kind: "done" | "failed" | "cancelled" | "refused";
  readonly machines: readonly MachineRun[];
  /** There unless it is done. */
  readonly problem?: Problem;
}

/** What a screen is told: a machine that is worked on, and how that ended. */
export type OnMachine = (machine: string, state: "running" | "done" | "failed") => void;

/** Which machines the cloud does not have, among those that do not answer. */
export interface GoneMachines {
  readonly gone: readonly string[];
  /** Why that is not known, one line each. */
  readonly problems: readonly string[];
  /** The command that makes them anew. */
  readonly remedy: string;
}

/** What a rollout works with beside its session. */
export interface RolloutMeans {
  readonly signal: AbortSignal;
  readonly findGone: (machines: readonly string[]) => Promise<GoneMachines>;
  readonly onMachine: OnMachine;
}

/**
 * Configures one batch of machines after the other. The first batch in which a task does not end well, or whose health is not well, stops the
 * rest. Nothing is started while a machine cannot be reached.
 */
export async function rollOut(
  { batches, playbooks, health }: RolloutPlan,
  session: Pick<MachineSession, "reach" | "run">,
  { signal, findGone, onMachine }: RolloutMeans,
): Promise<RolledOut> {
  const all = batches.flat();
  let found: GoneMachines = { gone: [], problems: [], remedy: "" };
  const reached = await session.reach(all, signal, async (missing) => {
    found = await findGone(missing);
    return found.gone;
  });
  const rest = (from: number) =>
    batches.slice(from).flatMap((machines, index) => machines.map((machine) => notStarted(machine, from + index + 1)));
  if (isBad(reached)) {
    const machines = rest(0).map((each) => {
      const kind = reached.machines.find(({ machine }) => machine === each.machine)?.kind;
      return kind === "unreachable" || kind === "gone" ? { ...each, kind } : each;
    });
    return {
      kind: reached.isInterrupted ? "cancelled" : "refused",
      machines,
      problem: unreachedProblem(reached, found),
    };
  }
  const done: MachineRun[] = [];
  for (const [index, machines] of batches.entries()) {
    const batch = index + 1;
    for (const machine of machines) onMachine(machine, "running");
    const outcome = await session.run(playbooks, machines, signal);
    const isWell = !isBad(outcome);
    const checked = isWell && health !== undefined ? await session.run([health], machines, signal) : undefined;
    const ended = outcome.machines.map((each) => machineRun(each, checked, batch));
    for (const { machine, kind } of ended) onMachine(machine, isBadRun(kind) ? "failed" : "done");
    done.push(...ended);
    const bad = isWell ? checked : outcome;
    if (!bad || !isBad(bad)) continue;
    const problem = stoppedProblem({ batch, batches: batches.length, left: rest(batch).length, ended, bad });
    return { kind: bad.isInterrupted ? "cancelled" : "failed", machines: [...done, ...rest(batch)], problem };
  }
  return done.every(({ kind }) => kind === "not-meant")
    ? { kind: "failed", machines: done, problem: nothingMeant }
    : { kind: "done", machines: done };
}

function isBad({ machines, problems }: PlaybooksOutcome): boolean {
  return problems.length > 0 || machines.some(isBadOutcome);
}

function isBadRun(kind: MachineRun["kind"]): boolean {
  return kind !== "done" && kind !== "not-meant";
}

function notStarted(machine: string, batch: number): MachineRun {
  return { machine, batch, kind: "not-started", changed: 0, ok: 0, failures: [] };
}

function machineRun(outcome: MachineOutcome, health: PlaybooksOutcome | undefined, batch: number): MachineRun {
  const { machine, kind, counts, failures } = outcome;
  const checked = health?.machines.find((each) => each.machine === machine);
  const isSick = !isBadOutcome(outcome) && checked !== undefined && isBadOutcome(checked);
  const lines = [...failures, ...(isSick ? checked.failures : [])].map(({ task, place, because }) =>
    place === undefined ? `${task}: ${because}` : `${task} (${place}): ${because}`,
  );
  return { machine, batch, kind: isSick ? "unhealthy" : kind, changed: counts.changed, ok: counts.ok, failures: lines };
}

const nothingMeant: Problem = {
  code: "no-play-for-machines",
  kind: "failed",
  message:
    "No play of the playbooks is about any machine of the environment, so nothing was configured. Name a group of them in `hosts`.",
  details: [],
};

/** Lines of a problem. */
const shownLines = 20;

function unreachedProblem({ machines, problems, isInterrupted }: PlaybooksOutcome, found: GoneMachines): Problem {
  const missing = machines.filter(({ kind }) => kind === "unreachable").map(({ machine }) => machine);
  if (isInterrupted)
    return {
      code: "cancelled",
      kind: "failed",
      message: "the run was interrupted before a machine was changed",
      details: [],
    };
  const { gone } = found;
  const lines = [...problems, ...found.problems];
  if (gone.length > 0) {
    const [are, them] = gone.length === 1 ? ["is", "it"] : ["are", "them"];
    return {
      code: "machines-gone",
      kind: "failed",
      message:
        `${counted(gone.length, "machine")} ${are} gone from the cloud, so nothing was started: ${cutShort(gone, 5).join(", ")}. ` +
        `Make ${them} anew with: ${found.remedy}`,
      details: cutShort([...lines, ...missing.map((machine) => `${machine} cannot be reached`)], shownLines),
    };
  }
  const message =
    missing.length > 0
      ? `${counted(missing.length, "machine")} cannot be reached, so nothing was started: ${cutShort(missing, 5).join(", ")}. ` +
        "Look at connection.yaml, the key, and the known_hosts beside the playbook, then run up again."
      : "Whether the machines can be reached is not known, so nothing was started.";
  return { code: "machines-not-reached", kind: "failed", message, details: cutShort(lines, shownLines) };
}

interface Stopped {
  readonly batch: number;
  readonly batches: number;
  readonly left: number;
  readonly ended: readonly MachineRun[];
  readonly bad: PlaybooksOutcome;
}

const wordOf: Readonly<Record<MachineRun["kind"], string>> = {
  done: "done",
  failed: "failed",
  unreachable: "could not be reached any more",
  gone: "is gone from the cloud",
  unhealthy: "is not well afterwards",
  "not-reached": "was kept from tasks by what failed elsewhere",
  "cut-off": "was cut off in the middle of a task",
  "not-started": "was not started",
  "not-meant": "is in no play",
};

function stoppedProblem({ batch, batches, left, ended, bad }: Stopped): Problem {
  const others = left > 0 ? `, so ${counted(left, "machine")} ${left === 1 ? "was" : "were"} not started` : "";
  const lines = ended
    .filter(({ kind }) => isBadRun(kind))
    .flatMap(({ machine, kind, failures }) =>
      failures.length > 0 ? failures.map((line) => `${machine}: ${line}`) : [`${machine} ${wordOf[kind]}`],
    );
  const details = cutShort([...lines, ...bad.problems], shownLines);
  return bad.isInterrupted
    ? {
        code: "cancelled",
        kind: "failed",
        message: `the run was interrupted in batch ${batch} of ${batches}${others}`,
        details,
      }
    : {
        code: "batch-failed",
        kind: "failed",
        message: `batch ${batch} of ${batches} did not end well${others}`,
        details,
      };
}
