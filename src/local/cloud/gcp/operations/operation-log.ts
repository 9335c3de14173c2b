import { randomInt } from "node:crypto";
import type { Clock } from "../../../../lib/index.ts";

/** An operation as the console lists it. */
export interface CloudOperation {
  /** `operation-<digits>` */
  readonly name: string;
  readonly kind: "create" | "update" | "delete";
  /** Type token and id of the resource. */
  readonly type: string;
  readonly target: string;
  readonly status: "RUNNING" | "DONE";
  /** 0 to 100. It stays below 100 as long as the operation runs. */
  readonly progress: number;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Why it failed, in the cloud's words. */
  readonly error?: string;
}

type Begun = Pick<CloudOperation, "name" | "kind" | "type" | "target" | "startedAt"> & {
  readonly milliseconds: number;
};

/** Ended operations are forgotten beyond so many. */
const ENDED_KEPT = 500;

/** Operations that run, and the last of those that ended. A restart of the process forgets those that ended. */
export class OperationLog {
  readonly #running = new Map<string, Begun>();
  #ended: CloudOperation[] = [];

  constructor(private readonly clock: Clock) {}

  /** @param operation `milliseconds` is how long it is expected to take */
  begin(operation: Pick<Begun, "kind" | "type" | "target" | "milliseconds">): Begun {
    const begun = { ...operation, name: `operation-${digits(19)}`, startedAt: this.clock.now().toISOString() };
    this.#running.set(begun.name, begun);
    return begun;
  }

  end(name: string, error?: string): void {
    const operation = this.#running.get(name);
    if (operation === undefined) return;
    this.#running.delete(name);
    const { milliseconds: _milliseconds, ...lasting } = operation;
    const endedAt = this.clock.now().toISOString();
    const ended = {
      ...lasting,
      status: "DONE",
      progress: 100,
      endedAt,
      ...(error !== undefined && { error }),
    } as const;
    this.#ended = [...this.#ended.slice(-(ENDED_KEPT - 1)), ended];
  }

  /** Oldest first; those that run come last. */
  list(): readonly CloudOperation[] {
    const now = this.clock.now().getTime();
    const running = [...this.#running.values()].map(({ milliseconds, ...operation }): CloudOperation => {
      const share = milliseconds === 0 ? 0 : (now - Date.parse(operation.startedAt)) / milliseconds;
      return { ...operation, status: "RUNNING", progress: Math.max(0, Math.min(99, Math.floor(share * 100))) };
    });
    return [...this.#ended, ...running];
  }
}

function digits(count: number): string {
  return Array.from({ length: count }, (_, index) => randomInt(index === 0 ? 1 : 0, 10)).join("");
}
