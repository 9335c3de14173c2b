/** Does the work of one key. Answers in how many milliseconds the key is due again, or `undefined` for never by itself. */
export type WorkHandler = (key: string) => Promise<number | undefined>;

/** Longer timers overflow; who waits this long is asked again in between. */
const longestTimer = 24 * 3_600_000;

/**
 * Keys that are due, each worked on by at most one handler at a time, and never lost: a key that is added while it is worked on
 * is worked on again.
 */
export class WorkQueue {
  readonly #handler: WorkHandler;
  readonly #concurrency: number;
  readonly #due = new Set<string>();
  readonly #running = new Set<string>();
  readonly #timers = new Map<string, { readonly timer: NodeJS.Timeout; readonly at: number }>();
  #stopped = false;
  #idle: (() => void) | undefined;

  constructor(handler: WorkHandler, concurrency: number) {
    this.#handler = handler;
    this.#concurrency = concurrency;
  }

  add(key: string): void {
    if (this.#stopped) return;
    this.#clearTimer(key);
    this.#due.add(key);
    this.#start();
  }

  /** Adds the key in at most `ms`; a time that is sooner already stays. */
  addWithin(key: string, ms: number): void {
    if (this.#stopped || this.#due.has(key)) return;
    const at = performance.now() + ms;
    const known = this.#timers.get(key);
    if (known !== undefined && known.at <= at) return;
    this.#clearTimer(key);
    const timer = setTimeout(() => this.add(key), Math.min(ms, longestTimer));
    this.#timers.set(key, { timer, at });
  }

  forget(key: string): void {
    this.#clearTimer(key);
    this.#due.delete(key);
  }

  /** Takes nothing up any more and returns when the last handler has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#due.clear();
    for (const key of this.#timers.keys()) this.#clearTimer(key);
    if (this.#running.size > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
  }

  #start(): void {
    for (const key of this.#due) {
      if (this.#running.size >= this.#concurrency) return;
      if (this.#running.has(key)) continue;
      this.#due.delete(key);
      this.#running.add(key);
      void this.#run(key);
    }
  }

  async #run(key: string): Promise<void> {
    const next = await this.#handler(key);
    this.#running.delete(key);
    if (this.#stopped) {
      if (this.#running.size === 0) this.#idle?.();
      return;
    }
    if (next !== undefined) this.addWithin(key, next);
    this.#start();
  }

  #clearTimer(key: string): void {
    clearTimeout(this.#timers.get(key)?.timer);
    this.#timers.delete(key);
  }
}
