import type { TaskDiff, TaskFinding, TaskVerdict } from "../../machine-comparison.ts";
import {
  type EventOf,
  type FollowedPlaybook,
  followPlaybook,
  type OutcomeEvent,
  type PlayBatch,
  type PlaybookEvent,
  type TaskResult,
} from "../events/index.ts";
import { type Decided, decide, loudest, unknown } from "./decide-task.ts";

/** What one run of one playbook said of one machine. */
export interface MachineRecord {
  readonly counts: Record<TaskVerdict, number>;
  readonly findings: TaskFinding[];
  /** Some play is about it. */
  isMeant: boolean;
  /** Ansible came to its end there. */
  isDone: boolean;
  isUnreachable: boolean;
}

export interface PlaybookRecord {
  readonly version: string | undefined;
  readonly machines: ReadonlyMap<string, MachineRecord>;
  /** Why no machine can be in sync. */
  readonly problems: readonly string[];
}

/** Decides on every machine that a run of one playbook tells of. The order of machines among each other decides nothing. */
export function decidePlaybook(events: readonly PlaybookEvent[]): PlaybookRecord {
  const followed = followPlaybook(events);
  const run = new Run();
  for (const batch of followed.batches) run.decide(batch);
  return run.end(followed);
}

class Run {
  private readonly machines = new Map<string, MachineRecord>();
  /** By play, its machines that no batch had. */
  private readonly unbatched = new Map<string, { readonly name: string; readonly hosts: Set<string> }>();
  /** By machine, results and facts that check mode did not get. */
  private readonly undecided = new Map<string, Set<string>>();

  decide(batch: PlayBatch): void {
    const { play } = batch;
    const left = this.unbatched.get(play.play)?.hosts ?? new Set(play.hosts);
    for (const host of play.batch) left.delete(host);
    this.unbatched.set(play.play, { name: play.name, hosts: left });
    for (const host of [...play.hosts, ...play.batch]) this.machine(host).isMeant = true;
    for (const result of batch.results) this.settle(result, batch);
    this.close(batch);
  }

  end({ version, done, notStarted, lost, refused, isAtEnd }: FollowedPlaybook): PlaybookRecord {
    for (const { name, hosts } of this.unbatched.values())
      for (const host of hosts) this.note(host, name, unknown("the play did not come to this machine"));
    for (const host of done) this.machine(host).isDone = true;
    const problems = [
      ...lost,
      ...refused.map((name) => `task ${name} would have changed machines, so that nothing after it was run`),
      ...(isAtEnd ? [] : ["Ansible ended before the playbook did"]),
      ...notStarted.map((name) => `play ${name} was not started`),
    ];
    return { version, machines: this.machines, problems };
  }

  private settle({ task, event, items }: TaskResult, { play }: PlayBatch): void {
    // A condition of `meta` that is met is not told of.
    if (task.meta) return;
    const undecided = this.undecidedFor(event);
    // The summary of a loop tells less than its items: of some that check mode skipped it makes a plain success.
    const telling = items.length === 0 || isBad(event) ? [...items, event] : items;
    const decided = loudest(telling.map((each) => decide(each, task, undecided))) ?? unknown("it gave no answer");
    const diffs = telling.flatMap((each) => each.diffs);
    this.note(event.host, task.name, decided, task.path, diffs);
    if (event.outcome === "unreachable") this.machine(event.host).isUnreachable = true;
    this.remember(event, task, decided, play);
  }

  /** Notes which results are not what they would be in a real run, for the tasks that read them. */
  private remember({ host }: OutcomeEvent, task: EventOf<"task">, { verdict }: Decided, play: EventOf<"play">): void {
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
  private close(batch: PlayBatch): void {
    const { play, results } = batch;
    const endedBy = results.findLast(
      ({ task, event }) => !task.meta && isBad(event) && (task.runOnce || task.endsTogether || play.endsTogether),
    )?.task;
    for (const host of play.batch) {
      if (endedBy) this.note(host, endedBy.name, unknown("its failure ended the play on every machine"));
      for (const { ends, path } of batch.endedEarly(host))
        this.note(host, `meta: ${ends}`, unknown("it ended the play early"), path);
      for (const { name } of batch.missedBy(host)) this.note(host, name, unknown("it was not reached"));
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
    const machine = { counts, findings: [], isMeant: false, isDone: false, isUnreachable: false };
    this.machines.set(host, machine);
    return machine;
  }
}

function isBad({ outcome }: OutcomeEvent): boolean {
  return outcome === "failed" || outcome === "unreachable";
}
