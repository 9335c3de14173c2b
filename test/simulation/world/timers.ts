interface Timer {
  /** In milliseconds of the machine's monotonic clock. */
  readonly due: number;
  readonly resolve: () => void;
}

/** Timers of a process. They fire when they are told what time it is. */
export class Timers {
  readonly #timers = new Set<Timer>();

  /** Resolves at that time, or when the signal aborts. */
  wait(due: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        this.#timers.delete(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = { due, resolve: end };
      this.#timers.add(timer);
      signal.addEventListener("abort", end);
    });
  }

  /** When the first one is due. */
  get next(): number | undefined {
    let first: number | undefined;
    for (const { due } of this.#timers) if (first === undefined || due < first) first = due;
    return first;
  }

  fire(now: number): void {
    for (const { due, resolve } of this.#timers) if (due <= now) resolve();
  }
}
