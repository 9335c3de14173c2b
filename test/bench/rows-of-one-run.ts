import type { Benchmark } from "./benchmark.ts";

/** One figure of a run. */
export interface Row<Figures> {
  readonly name: string;
  readonly unit: Benchmark["unit"];
  readonly goal: number;
  readonly of: (figures: Figures) => number;
}

/** Rows that show figures of one run. They are NaN where the run is not possible. */
export function rowsOfOneRun<Figures>(
  title: string,
  run: () => Promise<Figures | undefined>,
  rows: readonly Row<Figures>[],
): readonly Benchmark[] {
  let once: Promise<Figures | undefined> | undefined;
  const figure = async (of: (figures: Figures) => number) => {
    once ??= run();
    const figures = await once;
    return figures === undefined ? Number.NaN : of(figures);
  };
  return rows.map(({ name, unit, goal, of }) => ({
    name: `${title}: ${name}`,
    unit,
    goal,
    runs: 1,
    withoutWarmUp: true,
    prepare: async () => await Promise.resolve({ measure: () => figure(of) }),
  }));
}
