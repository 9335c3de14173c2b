import type { Benchmark } from "../benchmark.ts";
import { type Row, rowsOfOneRun } from "../rows-of-one-run.ts";
import { type Convergence, converge } from "./convergence.ts";
import { drift } from "./drift.ts";
import { move } from "./moves.ts";
import { contest } from "./rivals.ts";

type Both<Figures> = Readonly<Record<"flux" | "ours", Figures>>;
const known = Number.POSITIVE_INFINITY;

function convergenceRows(count: number, shares: number, mostMebibytes: number): readonly Benchmark[] {
  const title = `agents, ${count} objects in ${shares === 1 ? "one Kustomization" : `${shares} Kustomizations`}`;
  return rowsOfOneRun<Both<Convergence>>(
    title,
    () => contest(["flux", "ours"], (rival) => converge(rival, count, shares)),
    [
      row("first apply, of Flux's time", "%", 25, ({ flux, ours }) => (100 * ours.firstApply) / flux.firstApply),
      row("first apply", "ms", known, ({ ours }) => ours.firstApply),
      row("pass without changes, of Flux's time", "%", 5, ({ flux, ours }) => (100 * ours.pass) / flux.pass),
      row("pass without changes", "ms", known, ({ ours }) => ours.pass),
      row("memory", "MiB", mostMebibytes, ({ ours }) => ours.mebibytes),
      row("memory, of Flux's two controllers'", "%", 100, ({ flux, ours }) => (100 * ours.mebibytes) / flux.mebibytes),
    ],
  );
}

function row<Figures>(
  name: string,
  unit: Benchmark["unit"],
  goal: number,
  of: (figures: Both<Figures>) => number,
): Row<Both<Figures>> {
  return { name, unit, goal, of };
}

/** Flux's controllers and our agent with the same commit, on a kube-apiserver each. Flux does not look for drift unasked. */
export const agentsBenchmarks: readonly Benchmark[] = [
  ...convergenceRows(1_000, 1, 100),
  ...convergenceRows(1_000, 20, 100),
  ...convergenceRows(5_000, 1, 160),
  ...convergenceRows(5_000, 20, 160),
  ...rowsOfOneRun("agents, 1000 objects in drift", () => contest(["ours"], (rival) => drift(rival, 1_000)), [
    { name: "one is changed, p95", unit: "ms", goal: 1_000, of: ({ ours }) => ours.one },
    { name: "all are changed, p95", unit: "ms", goal: 5_000, of: ({ ours }) => ours.all },
  ]),
  ...rowsOfOneRun("agents, 1000 moves", () => contest(["flux", "ours"], (rival) => move(rival, 1_000)), [
    { name: "lost", unit: "objects", goal: 0, of: ({ ours }) => ours.lost },
    { name: "recreated", unit: "objects", goal: 0, of: ({ ours }) => ours.recreated },
    { name: "lost by Flux", unit: "objects", goal: known, of: ({ flux }) => flux.lost },
    { name: "recreated by Flux", unit: "objects", goal: known, of: ({ flux }) => flux.recreated },
  ]),
];
