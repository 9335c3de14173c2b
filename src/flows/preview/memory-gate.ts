import pLimit from "p-limit";
import type { MemoryBudget } from "../ports.ts";

/**
 * Starts work one by one, each when its memory is expected to fit beside what is running.
 *
 * How much one takes is not known before: the most that was measured of one counts, and at least the usual. Something always runs,
 * also when one alone takes more than the budget. Where nothing can be measured all is started at once.
 */
export class MemoryGate {
  readonly #budget: MemoryBudget | undefined;
  readonly #admissions = pLimit(1);
  #running = 0;
  #largest: number;
  #ends = 0;
  /** Goes on with the one admission that waits for an end. */
  #onEnd = () => {};

  constructor(budget: MemoryBudget | undefined) {
    this.#budget = budget;
    this.#largest = budget?.usual ?? 0;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#admissions(() => this.#admit());
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#ends += 1;
      this.#onEnd();
    }
  }

  async #admit(): Promise<void> {
    for (;;) {
      const endsBefore = this.#ends;
      if (await this.#fitsAnother()) break;
      // What ended while the memory was measured needs no other end to wait for.
      if (this.#ends === endsBefore) await new Promise<void>((resolve) => (this.#onEnd = resolve));
    }
    this.#running += 1;
  }

  async #fitsAnother(): Promise<boolean> {
    if (this.#running === 0 || !this.#budget) return true;
    // One more than run is there already, and is used for the next one. Looking at the memory takes as long as a part of a preview.
    if (this.#running < (this.#budget.processes?.() ?? 0)) return true;
    const used = await this.#budget.used();
    if (!used) return true;
    this.#largest = Math.max(this.#largest, used.largest);
    const running = this.#running;
    if (running === 0) return true;
    // What has just been started will still grow.
    return Math.max(used.total, running * this.#largest) + this.#largest <= this.#budget.bytes;
  }
}
