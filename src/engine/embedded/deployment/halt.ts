/** Why no further step starts. */
export type HaltReason = "failed" | "cancelled";

/** The brake of a deployment: once pulled no step starts any more, running ones finish. The first reason stays. */
export class Halt {
  #reason: HaltReason | undefined;
  #told = false;
  readonly #controller = new AbortController();

  get reason(): HaltReason | undefined {
    return this.#reason;
  }

  /** True when nothing is left to be said about it. */
  get told(): boolean {
    return this.#told;
  }

  /** Aborts when the brake is pulled. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /**
   * @param options.told: its reason was reported as the operation's own. A step that failed is reported as the step's, and
   *   that the operation failed with it is still to be said.
   */
  pull(reason: HaltReason, { told = false }: { readonly told?: boolean } = {}): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#told = told;
    this.#controller.abort();
  }
}
