import type { EventOf, OutcomeEvent, PlaybookEvent } from "./event.ts";

/** What a task gave on one machine. */
export interface TaskResult {
  readonly task: EventOf<"task">;
  readonly event: OutcomeEvent;
  /** Of its loop, in their order. */
  readonly items: readonly OutcomeEvent[];
}

/** One batch of one play. `serial` starts a play again for each batch, with the same identity. */
export interface PlayBatch {
  readonly play: EventOf<"play">;
  /** By identity, the tasks that were started in it, `meta` among them. */
  readonly tasks: ReadonlyMap<string, EventOf<"task">>;
  /** In the order in which they came. */
  readonly results: readonly TaskResult[];
  /** Machines whose play such a task ended early: a condition of `meta` that is met is not told of. */
  endedEarly(host: string): readonly EventOf<"task">[];
  /** Tasks of the play that a machine did not come to. One that runs once answers for all. */
  missedBy(host: string): EventOf<"play">["tasks"];
}

/** The events of one run of one playbook, put in order. */
export interface FollowedPlaybook {
  /** Of ansible-core. Absent where it did not say. */
  readonly version: string | undefined;
  readonly batches: readonly PlayBatch[];
  /** Machines on which Ansible came to its end. */
  readonly done: ReadonlySet<string>;
  /** Names of plays of which no batch was started. */
  readonly notStarted: readonly string[];
  /** Events that were lost, one line each. */
  readonly lost: readonly string[];
  /** Names of tasks that the callback stopped the run before. */
  readonly refused: readonly string[];
  readonly isAtEnd: boolean;
}

/** Follows the events of one run of one playbook. What they mean for a machine is for others to decide. */
export function followPlaybook(events: readonly PlaybookEvent[]): FollowedPlaybook {
  let version: string | undefined;
  let isAtEnd = false;
  const batches: Batch[] = [];
  const done = new Set<string>();
  const waiting = new Map<string, string>();
  const lost: string[] = [];
  const refused: string[] = [];
  for (const event of events) {
    switch (event.event) {
      case "start":
        version = event.version;
        for (const { play, name } of event.plays) waiting.set(play, name);
        break;
      case "play":
        waiting.delete(event.play);
        batches.push(new Batch(event));
        break;
      case "task":
        batches.at(-1)?.tasks.set(event.task, event);
        break;
      case "item":
        batches.at(-1)?.keepItem(event);
        break;
      case "result":
        if (batches.at(-1)?.settle(event) !== true)
          lost.push("an event of Ansible was lost: a task answered that was not started");
        break;
      case "stats":
        done.add(event.host);
        break;
      case "end":
        isAtEnd = true;
        break;
      case "broken":
        lost.push(`an event of Ansible was lost: ${event.because}`);
        break;
      case "refused":
        refused.push(event.name);
        break;
      case "withheld":
    }
  }
  return { version, batches, done, notStarted: [...waiting.values()], lost, refused, isAtEnd };
}

class Batch implements PlayBatch {
  readonly tasks = new Map<string, EventOf<"task">>();
  readonly results: TaskResult[] = [];
  /** By task, the machines that answered. */
  readonly #answered = new Map<string, Set<string>>();
  /** By machine and task. */
  readonly #items = new Map<string, OutcomeEvent[]>();

  constructor(readonly play: EventOf<"play">) {}

  keepItem(event: OutcomeEvent): void {
    const key = keyOf(event);
    this.#items.set(key, [...(this.#items.get(key) ?? []), event]);
  }

  /** @returns whether its task was started */
  settle(event: OutcomeEvent): boolean {
    const task = this.tasks.get(event.task);
    if (!task) return false;
    const answered = this.#answered.get(event.task) ?? new Set();
    this.#answered.set(event.task, answered.add(event.host));
    this.results.push({ task, event, items: this.#items.get(keyOf(event)) ?? [] });
    return true;
  }

  endedEarly(host: string): readonly EventOf<"task">[] {
    return [...this.tasks.values()].filter(
      ({ task, ends }) => ends !== undefined && this.#answered.get(task)?.has(host) !== true,
    );
  }

  missedBy(host: string): EventOf<"play">["tasks"] {
    return this.play.tasks.filter(({ task, runOnce }) => {
      const hosts = this.#answered.get(task);
      return !hosts?.has(host) && !(runOnce && hosts);
    });
  }
}

function keyOf({ host, task }: OutcomeEvent): string {
  return JSON.stringify([host, task]);
}
