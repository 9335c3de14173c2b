import type { TaskDiff, TaskFinding, TaskVerdict } from "../../machine-comparison.ts";
import type { EventOf, OutcomeEvent, PlaybookEvent } from "../events/index.ts";
import { type Decided, decide, loudest, unknown } from "./decide-task.ts";

/** What one run of one playbook said of one machine. */
export interface MachineRecord {
  readonly counts: Record<TaskVerdict, number>;
  readonly findings: TaskFinding[];
  /** Some play is about it. */
  isMeant: boolean;
  /** Ansible came to its end there. */
  isDone: boolean;
}

export interface PlaybookRecord {
  readonly version: string | undefined;
  readonly machines: ReadonlyMap<string, MachineRecord>;
  /** Why no machine can be in sync. */
  readonly problems: readonly string[];
}

/** Decides on every machine that a run of one playbook tells of. The order of machines among each other decides nothing. */
export function decidePlaybook(events: readonly PlaybookEvent[]): PlaybookRecord {
  const run = new Run();
  for (const event of events) run.take(event);
  return run.end();
}

/** A batch of a play that is going on. */
interface Batch {
  readonly play: EventOf<"play">;
  readonly tasks: Map<string, EventOf<"task">>;
  /** By task, the machines that answered. */
  readonly answered: Map<string, Set<string>>;
  /** By machine and task, what its items say. */
  readonly items: Map<string, OutcomeEvent[]>;
  /** What ended the play on all machines of the batch. */
  endedBy: string | undefined;
}

class Run {
  private version: string | undefined;
  private readonly machines = new Map<string, MachineRecord>();
  private readonly problems: string[] = [];
  private readonly waiting = new Map<string, string>();
  /** By play, its machines that no batch had. */
  private readonly unbatched = new Map<string, { readonly name: string; readonly hosts: Set<string> }>();
  /** By machine, results and facts that check mode did not get. */
  private readonly undecided = new Map<string, Set<string>>();
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
        this.batch?.tasks.set(event.task, event);
        return;
      case "item":
        return this.keepItem(event);
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
      case "refused":
        this.problems.push(`task ${event.name} would have changed machines, so that nothing after it was run`);
        return;
      case "withheld":
    }
  }

  end(): PlaybookRecord {
    this.close();
    for (const { name, hosts } of this.unbatched.values())
      for (const host of hosts) this.note(host, name, unknown("the play did not come to this machine"));
    if (!this.isAtEnd) this.problems.push("Ansible ended before the playbook did");
    for (const name of this.waiting.values()) this.problems.push(`play ${name} was not started`);
    return { version: this.version, machines: this.machines, problems: this.problems };
  }

  private begin(play: EventOf<"play">): void {
    this.close();
    this.waiting.delete(play.play);
    const left = this.unbatched.get(play.play)?.hosts ?? new Set(play.hosts);
    for (const host of play.batch) left.delete(host);
    this.unbatched.set(play.play, { name: play.name, hosts: left });
    for (const host of [...play.hosts, ...play.batch]) this.machine(host).isMeant = true;
    this.batch = { play, tasks: new Map(), answered: new Map(), items: new Map(), endedBy: undefined };
  }

  private keepItem(event: OutcomeEvent): void {
    const items = this.batch?.items;
    const key = keyOf(event);
    items?.set(key, [...(items.get(key) ?? []), event]);
  }

  private settle(event: OutcomeEvent): void {
    const { batch } = this;
    const task = batch?.tasks.get(event.task);
    if (!batch || !task) {
      this.problems.push("an event of Ansible was lost: a task answered that was not started");
      return;
    }
    const answered = batch.answered.get(event.task) ?? new Set();
    batch.answered.set(event.task, answered.add(event.host));
    // A condition of `meta` that is met is not told of.
    if (task.meta) return;
    const items = batch.items.get(keyOf(event)) ?? [];
    const undecided = this.undecidedFor(event);
    // The summary of a loop tells less than its items: of some that check mode skipped it makes a plain success.
    const telling = items.length === 0 || isBad(event) ? [...items, event] : items;
    const decided = loudest(telling.map((each) => decide(each, task, undecided))) ?? unknown("it gave no answer");
    const diffs = telling.flatMap((each) => each.diffs);
    this.note(event.host, task.name, decided, task.path, diffs);
    this.remember(event, task, decided, batch);
    if (isBad(event) && (task.runOnce || task.endsTogether || batch.play.endsTogether)) batch.endedBy = task.name;
  }

  /** Notes which results are not what they would be in a real run, for the tasks that read them. */
  private remember({ host }: OutcomeEvent, task: EventOf<"task">, { verdict }: Decided, { play }: Batch): void {
    for (const each of task.runOnce ? play.batch : [host]) {
      const names = this.undecided.get(each) ?? new Set();
      this.undecided.set(each, names);
      for (const name of task.writes) {
        if (verdict === "unknown") names.add(name);
        else if (verdict !== "not-applicable") names.delete(name);
      }
    }
  }

  private undecidedFor({ host, reads }: OutcomeEvent): ReadonlySet<string> {
    if (!reads.includes("hostvars")) return this.undecided.get(host) ?? new Set();
    return new Set([...this.undecided.values()].flatMap((names) => [...names]));
  }

  /** Says what the machines of the batch did not come to. */
  private close(): void {
    const { batch } = this;
    this.batch = undefined;
    if (!batch) return;
    const { play, tasks, answered, endedBy } = batch;
    for (const host of play.batch) {
      if (endedBy !== undefined) this.note(host, endedBy, unknown("its failure ended the play on every machine"));
      for (const { task, ends, path } of tasks.values()) {
        if (ends !== undefined && !answered.get(task)?.has(host))
          this.note(host, `meta: ${ends}`, unknown("it ended the play early"), path);
      }
      for (const { task, name, runOnce } of play.tasks) {
        const hosts = answered.get(task);
        if (!hosts?.has(host) && !(runOnce && hosts)) this.note(host, name, unknown("it was not reached"));
      }
    }
  }

  private note(host: string, task: string, decided: Decided, place?: string, diffs: readonly TaskDiff[] = []): void {
    const { verdict, because } = decided;
    const machine = this.machine(host);
    machine.counts[verdict] += 1;
    if (verdict === "in-sync" || verdict === "not-applicable") return;
    machine.findings.push({ task, ...(place !== undefined && { place }), verdict, because, diffs });
  }

  private machine(host: string): MachineRecord {
    const known = this.machines.get(host);
    if (known) return known;
    const counts = { "in-sync": 0, diverged: 0, unknown: 0, "not-applicable": 0, noise: 0, undeclared: 0 };
    const machine = { counts, findings: [], isMeant: false, isDone: false };
    this.machines.set(host, machine);
    return machine;
  }
}

function isBad({ outcome }: OutcomeEvent): boolean {
  return outcome === "failed" || outcome === "unreachable";
}

function keyOf({ host, task }: OutcomeEvent): string {
  return JSON.stringify([host, task]);
}
