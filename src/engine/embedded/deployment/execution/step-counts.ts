import type { StepOp } from "../../../../change/index.ts";

/** How many steps of each kind were carried out, as the summary says. */
export class StepCounts {
  readonly #counts = new Map<StepOp, number>();

  add(op: StepOp): void {
    this.#counts.set(op, (this.#counts.get(op) ?? 0) + 1);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Changes in the sense of `--expect-no-changes`: everything but what only looked. */
  get changes(): number {
    let total = 0;
    for (const [op, count] of this.#counts) if (op !== "same" && op !== "read" && op !== "refresh") total += count;
    return total;
  }

  toObject(): Partial<Record<StepOp, number>> {
    return Object.fromEntries(this.#counts);
  }
}
