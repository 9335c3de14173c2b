import { retryDelay } from "../../../../lib/index.ts";

/**
 * Makes what a key stands for right, from what the cluster says now. May be called at any time and any number of times.
 * Resolves to the milliseconds after which to look again without a change, if there are any.
 */
export type Reconcile = (key: string) => Promise<number | undefined> | Promise<void>;

export interface WorkQueue {
  /** Puts a key in line, unless it is there already. */
  add(key: string): void;
  /** Waits for the work that runs and takes up no more. */
  stop(): Promise<void>;
}

const atOnce = 8;
const backoff = { first: 50, longest: 30_000 };

/**
 * Works off keys, several at once but each by itself. What fails is tried again after a pause that grows with each failure
 * in a row; what changes while it is worked on is worked on once more.
 */
export function workQueue(work: Reconcile, onFailure: (key: string, thrown: unknown) => void): WorkQueue {
  const waiting = new Set<string>();
  const running = new Map<string, Promise<void>>();
  const failures = new Map<string, number>();
  const timers = new Map<string, NodeJS.Timeout>();
  let stopped = false;
  let scheduled = false;

  function add(key: string): void {
    if (stopped) return;
    waiting.add(key);
    if (scheduled) return;
    scheduled = true;
    // Changes that come together are seen together.
    setImmediate(() => {
      scheduled = false;
      startWaiting();
    });
  }

  function startWaiting(): void {
    for (const key of waiting) {
      if (stopped || running.size >= atOnce) return;
      if (running.has(key)) continue;
      waiting.delete(key);
      const done = workOn(key).finally(() => {
        running.delete(key);
        startWaiting();
      });
      running.set(key, done);
    }
  }

  async function workOn(key: string): Promise<void> {
    clearTimeout(timers.get(key));
    timers.delete(key);
    try {
      const again = await work(key);
      failures.delete(key);
      if (typeof again === "number") addLater(key, again);
    } catch (thrown) {
      const count = (failures.get(key) ?? 0) + 1;
      failures.set(key, count);
      onFailure(key, thrown);
      addLater(key, retryDelay(count, backoff));
    }
  }

  function addLater(key: string, ms: number): void {
    if (stopped) return;
    const timer = setTimeout(() => {
      timers.delete(key);
      add(key);
    }, ms);
    timers.set(key, timer);
  }

  return {
    add,
    stop: async () => {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(running.values());
    },
  };
}
