import { setImmediate as nextTurn } from "node:timers/promises";
import type { Acquisition, LeaseOwner, LeaseSettings } from "../../../src/lease/index.ts";

/** Time of one process that passes only when the process waits, and that a test may set. */
export class ProcessTime implements LeaseSettings {
  readonly seconds = 60;
  now = Date.UTC(2026, 0, 1);
  passed = 0;
  /** Is called before each wait of more than a second, which is one between two looks at a lease. */
  beforeLook: () => Promise<void> | void = () => {};
  readonly clock = { now: () => new Date(this.now) };
  readonly monotonic = () => this.passed;
  readonly wait = async (milliseconds: number, signal?: AbortSignal) => {
    if (milliseconds >= 1000) await this.beforeLook();
    await nextTurn();
    if (signal?.aborted) return;
    this.passed += milliseconds;
    this.now += milliseconds;
  };
}

let runs = 0;

/** An owner of a run that is like no other. */
export function ownerOf(actor: string): LeaseOwner {
  const run = `${actor.toLowerCase()}-${++runs}`;
  return {
    run,
    actor,
    host: "ci-7",
    doing: "up of 4c1f2ab",
    since: "2026-01-01T00:00:00.000Z",
    process: { pid: 42, startedAt: "7" },
  };
}

export function acquisitionOf(actor: string, more: Partial<Acquisition> = {}): Acquisition {
  return { owner: ownerOf(actor), wait: false, signal: new AbortController().signal, ...more };
}
