import type { TaskCounts, TaskFailure } from "../../playbook-runs.ts";
import type { EventOf, OutcomeEvent, PlaybookEvent } from "../events/index.ts";

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

/** Follows the events of one run of one playbook. */
export function followRun(events: readonly PlaybookEvent[]): PlaybookTrace {
  const run = new Following();
  for (const event of events) run.take(event);
  return run.end();
}

/** A batch of a play that is going on. */
interface Batch {
  readonly play: EventOf<"play">;
  readonly tasks: Map<string, EventOf<"task">>;
  /** By task, the machines that answered. */
  readonly answered: Map<string, Set<string>>;
  /** Machines on which a block was left for its rescue: the rest of the block does not come to them. */
  readonly rescued: Set<string>;
}

class Following {
  private version: string | undefined;
  private readonly machines = new Map<string, MachineTrace>();
  private readonly problems: string[] = [];
  private readonly waiting = new Map<string, string>();
  private batch: Batch | undefined;
  private isAtEnd = false;

  take(event: PlaybookEvent): void {
    switch (event.event) {
      case "start":
        this.version = event.version;
        for (const { play, name } of event.plays) this.waiting.set(play, name);
        return;
      case "play":
        return this.begin(event);
      case "task":
        return this.beginTask(event);
      case "result":
        return this.settle(event);
      case "stats":
        this.machine(event.host).isDone = true;
        return;
      case "end":
        this.isAtEnd = true;
        return;
      case "broken":
        this.problems.push(`an event of Ansible was lost: ${event.because}`);
        return;
      default:
    }
  }

  end(): PlaybookTrace {
    this.close();
    // Ansible starts no play after one that failed on every machine.
    if (this.isAtEnd) for (const name of this.waiting.values()) this.problems.push(`play ${name} was not started`);
    return { version: this.version, machines: this.machines, problems: this.problems, isAtEnd: this.isAtEnd };
  }

  private begin(play: EventOf<"play">): void {
    this.close();
    this.waiting.delete(play.play);
    for (const host of play.batch) this.machine(host).isMeant = true;
    this.batch = { play, tasks: new Map(), answered: new Map(), rescued: new Set() };
  }

  private beginTask(task: EventOf<"task">): void {
    if (!this.batch) return;
    this.batch.tasks.set(task.task, task);
    if (!task.meta) for (const host of this.batch.play.batch) this.machine(host).isBegun = true;
  }

  private settle(event: OutcomeEvent): void {
    const task = this.batch?.tasks.get(event.task);
    if (!this.batch || !task) {
      this.problems.push("an event of Ansible was lost: a task answered that was not started");
      return;
    }
    const answered = this.batch.answered.get(event.task) ?? new Set();
    this.batch.answered.set(event.task, answered.add(event.host));
    const machine = this.machine(event.host);
    machine.isMeant = true;
    if (task.meta) return;
    count(machine, event);
    if (event.rescued) this.batch.rescued.add(event.host);
    const because = whyBad(event);
    if (because === undefined) return;
    const { name, path } = task;
    machine.failures.push({ task: name, ...(path !== undefined && { place: path }), because });
  }

  /** Notes which machines of the batch a task did not come to. */
  private close(): void {
    const { batch } = this;
    this.batch = undefined;
    if (!batch) return;
    const { play, tasks, answered, rescued } = batch;
    for (const host of play.batch) {
      // A condition of `meta` that is met is not told of.
      const isEnded = [...tasks.values()].some(
        ({ task, ends }) => ends !== undefined && !answered.get(task)?.has(host),
      );
      const isMissed = ({ task, runOnce }: EventOf<"play">["tasks"][number]) =>
        !answered.get(task)?.has(host) && !(runOnce && answered.has(task));
      if (!isEnded && !rescued.has(host) && play.tasks.some(isMissed)) this.machine(host).isKeptBack = true;
    }
  }

  private machine(host: string): MachineTrace {
    const known = this.machines.get(host);
    if (known) return known;
    const counts = { ok: 0, changed: 0, skipped: 0, tolerated: 0, failed: 0 };
    const machine = {
      counts,
      failures: [],
      isMeant: false,
      isBegun: false,
      isDone: false,
      isUnreachable: false,
      isKeptBack: false,
    };
    this.machines.set(host, machine);
    return machine;
  }
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
