import type { TaskCounts, TaskFailure } from "../../playbook-runs.ts";
import { followPlaybook, type OutcomeEvent, type PlayBatch, type PlaybookEvent } from "../events/index.ts";

/** What one run of one playbook told of one machine. */
export interface MachineTrace {
  readonly counts: { -readonly [Name in keyof TaskCounts]: TaskCounts[Name] };
  readonly failures: TaskFailure[];
  /** Some play is about it. */
  isMeant: boolean;
  /** A task of such a play was started: what it did is told when it has ended. */
  isBegun: boolean;
  /** Ansible came to its end there. */
  isDone: boolean;
  isUnreachable: boolean;
  /** A task of a play did not come to it, and nothing that the playbook declares ended the play there. */
  isKeptBack: boolean;
}

export interface PlaybookTrace {
  readonly version: string | undefined;
  readonly machines: ReadonlyMap<string, MachineTrace>;
  readonly problems: readonly string[];
  readonly isAtEnd: boolean;
}

/** What the events of one run of one playbook told of each machine. */
export function followRun(events: readonly PlaybookEvent[]): PlaybookTrace {
  const { version, batches, done, notStarted, lost, isAtEnd } = followPlaybook(events);
  const machines = new Map<string, MachineTrace>();
  const machineOf = (host: string): MachineTrace => {
    const machine = machines.get(host) ?? newTrace();
    machines.set(host, machine);
    return machine;
  };
  for (const batch of batches) followBatch(batch, machineOf);
  for (const host of done) machineOf(host).isDone = true;
  // Ansible starts no play after one that failed on every machine.
  const left = isAtEnd ? notStarted.map((name) => `play ${name} was not started`) : [];
  return { version, machines, problems: [...lost, ...left], isAtEnd };
}

function newTrace(): MachineTrace {
  const counts = { ok: 0, changed: 0, skipped: 0, tolerated: 0, failed: 0 };
  const nothing = { isMeant: false, isBegun: false, isDone: false, isUnreachable: false, isKeptBack: false };
  return { counts, failures: [], ...nothing };
}

function followBatch(batch: PlayBatch, machineOf: (host: string) => MachineTrace): void {
  const isBegun = [...batch.tasks.values()].some(({ meta }) => !meta);
  for (const host of batch.play.batch) {
    const machine = machineOf(host);
    machine.isMeant = true;
    machine.isBegun ||= isBegun;
  }
  /** Machines on which a block was left for its rescue: the rest of the block does not come to them. */
  const rescued = new Set<string>();
  for (const { task, event } of batch.results) {
    const machine = machineOf(event.host);
    machine.isMeant = true;
    if (task.meta) continue;
    count(machine, event);
    if (event.rescued) rescued.add(event.host);
    const because = whyBad(event);
    if (because === undefined) continue;
    const { name, path } = task;
    machine.failures.push({ task: name, ...(path !== undefined && { place: path }), because });
  }
  for (const host of batch.play.batch)
    if (!rescued.has(host) && batch.endedEarly(host).length === 0 && batch.missedBy(host).length > 0)
      machineOf(host).isKeptBack = true;
}

function count(machine: MachineTrace, event: OutcomeEvent): void {
  const { outcome, changed } = event;
  if (outcome === "unreachable") machine.isUnreachable = true;
  else if (outcome === "failed") machine.counts[isTolerated(event) ? "tolerated" : "failed"] += 1;
  else machine.counts[outcome] += 1;
  if (changed && outcome === "ok") machine.counts.changed += 1;
}

function isTolerated({ ignored, rescued }: OutcomeEvent): boolean {
  return ignored || rescued;
}

function whyBad(event: OutcomeEvent): string | undefined {
  if (event.outcome === "unreachable") return "the machine could not be reached";
  if (event.outcome !== "failed" || isTolerated(event)) return undefined;
  return event.timedOut ? "it took too long" : "it failed";
}
