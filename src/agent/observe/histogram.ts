/** How often values were at most so large, as Prometheus counts it. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;
  #count = 0;

  /** @param bounds of the buckets, ascending, without the one that takes all */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  observe(value: number): void {
    this.#sum += value;
    this.#count += 1;
    const bucket = this.#bounds.findIndex((bound) => value <= bound);
    if (bucket >= 0) this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
  }

  /** In Prometheus' text format, where a bucket counts what is in the smaller ones as well. @param labels as text, in braces */
  lines(name: string, labels: string): readonly string[] {
    const before = labels === "" ? "{" : `${labels.slice(0, -1)},`;
    let below = 0;
    const counted = this.#bounds.map((bound, index) => {
      below += this.#counts[index] ?? 0;
      return `${name}_bucket${before}le="${bound}"} ${below}`;
    });
    return [
      ...counted,
      `${name}_bucket${before}le="+Inf"} ${this.#count}`,
      `${name}_sum${labels} ${this.#sum}`,
      `${name}_count${labels} ${this.#count}`,
    ];
  }
}
