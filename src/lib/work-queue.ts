import { type Backoff, retryDelay } from "./backoff.ts";

/** Does the work of one key. Resolves to the milliseconds after which the key is due again without a change, if it is. */
export type Work = (key: string) => Promise<number | undefined> | Promise<void>;

export interface WorkQueueOptions {
  /** Keys that are worked on at once. */
  readonly concurrency: number;
  /** How long a key waits whose work failed, by its failures in a row. */
  readonly backoff: Backoff;
  readonly onFailure: (key: string, thrown: unknown) => void;
  /** From 0 to 1; spreads retries. See {@link retryDelay}. */
  readonly random?: () => number;
}

/** A timer that is set for longer than 2^31 ms fires at once. A key that waits longer is worked on once in between. */
const longestTimer = 24 * 3_600_000;

/**
 * Keys whose work is due, as in the work queue of Kubernetes' controllers (client-go's `workqueue`).
 *
 * A key that is added several times before its work starts is worked on once. No key is worked on twice at the same time: one
 * that is added during its work is worked on again afterwards. One whose work fails is due again after a pause, which grows
 * with each failure of this key in a row.
 */
export class WorkQueue {
  readonly #work: Work;
  readonly #options: WorkQueueOptions;
  readonly #due = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #failures = new Map<string, number>();
  readonly #timers = new Map<string, { readonly timer: NodeJS.Timeout; readonly at: number }>();
  #isScheduled = false;
  #isStopped = false;

  constructor(work: Work, options: WorkQueueOptions) {
    this.#work = work;
    this.#options = options;
  }

  add(key: string): void {
    if (this.#isStopped) return;
    this.#clearTimer(key);
    this.#due.add(key);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // Changes that arrive in one turn of the event loop are all known before the first of them is worked on.
    setImmediate(() => {
      this.#isScheduled = false;
      this.#start();
    });
  }

  /** Adds the key in at most `ms`. A sooner time that was set before stays. */
  addWithin(key: string, ms: number): void {
    if (this.#isStopped || this.#due.has(key)) return;
    const at = performance.now() + ms;
    const known = this.#timers.get(key);
    if (known !== undefined && known.at <= at) return;
    this.#clearTimer(key);
    const timer = setTimeout(() => this.add(key), Math.min(ms, longestTimer));
    this.#timers.set(key, { timer, at });
  }

  /** Starts no more work, and resolves when the work that runs has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#due.clear();
    for (const key of this.#timers.keys()) this.#clearTimer(key);
    await Promise.all(this.#running.values());
  }

  #start(): void {
    for (const key of this.#due) {
      if (this.#isStopped || this.#running.size >= this.#options.concurrency) return;
      if (this.#running.has(key)) continue;
      this.#due.delete(key);
      const ended = this.#workOn(key).finally(() => {
        this.#running.delete(key);
        this.#start();
      });
      this.#running.set(key, ended);
    }
  }

  async #workOn(key: string): Promise<void> {
    const { backoff, onFailure, random } = this.#options;
    try {
      const next = await this.#work(key);
      this.#failures.delete(key);
      if (typeof next === "number") this.addWithin(key, next);
    } catch (thrown) {
      const count = (this.#failures.get(key) ?? 0) + 1;
      this.#failures.set(key, count);
      onFailure(key, thrown);
      this.addWithin(key, retryDelay(count, backoff, random?.()));
    }
  }

  #clearTimer(key: string): void {
    clearTimeout(this.#timers.get(key)?.timer);
    this.#timers.delete(key);
  }
}
