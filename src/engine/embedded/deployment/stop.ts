/** Why no further step starts. */
export type StopReason = "failed" | "cancelled";

/** The request to stop a deployment. After it no step starts, and running steps finish. The first reason stays. */
export class Stop {
  #reason: StopReason | undefined;
  #reported = false;
  readonly #controller = new AbortController();

  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** True when the reason is reported as the operation's own, so that the end of the operation reports none. */
  get reported(): boolean {
    return this.#reported;
  }

  /** Aborts on the first request. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /**
   * @param options.reported true when the reason is reported as the operation's own. The failure of a step is reported as
   *   the step's: the failure of the operation still is to be reported.
   */
  request(reason: StopReason, { reported = false }: { readonly reported?: boolean } = {}): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#reported = reported;
    this.#controller.abort();
  }
}
