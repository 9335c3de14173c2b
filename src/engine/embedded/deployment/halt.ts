/** Why no further step starts. */
export type HaltReason = "failed" | "cancelled";

/** The brake of a deployment: once pulled no step starts any more, running ones finish. The first reason stays. */
export class Halt {
  #reason: HaltReason | undefined;
  readonly #controller = new AbortController();

  get reason(): HaltReason | undefined {
    return this.#reason;
  }

  /** Aborts when the brake is pulled. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  pull(reason: HaltReason): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#controller.abort();
  }
}
