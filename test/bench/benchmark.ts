/** One thing whose speed matters, and the figure that it has to stay below. */
export interface Benchmark {
  readonly name: string;
  readonly unit: "ms" | "MiB" | "%" | "requests" | "runs" | "merges" | "objects";
  /** At most this, on two cores. */
  readonly goal: number;
  /** Measured this often; the median is what counts. @default 5 */
  readonly runs?: number;
  /** For what takes minutes and starts processes of its own each time. */
  readonly withoutWarmUp?: true;
  /** Makes what is measured; what it returns is measured `runs` times and closed afterwards. */
  prepare(): Promise<{ measure(): Promise<number>; close?(): Promise<void> }>;
}

export interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly goal: number;
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Runs one benchmark after a warm-up run, which is left out of the figures. A figure that could not be measured is NaN. */
export async function measure(benchmark: Benchmark): Promise<Measured> {
  const prepared = await benchmark.prepare();
  try {
    if (!benchmark.withoutWarmUp) await prepared.measure();
    const figures: number[] = [];
    for (let run = 0; run < (benchmark.runs ?? 5); run += 1) figures.push(await prepared.measure());
    const sorted = figures.toSorted((a, b) => a - b);
    const [lowest = Number.NaN] = sorted;
    const { name, unit, goal } = benchmark;
    return {
      name,
      unit,
      goal,
      lowest,
      highest: sorted.at(-1) ?? Number.NaN,
      median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    };
  } finally {
    await prepared.close?.();
  }
}

/** Milliseconds that `act` takes. */
export async function milliseconds(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return performance.now() - startedAt;
}
