import { parseArgs } from "node:util";
import { affectedBenchmarks } from "./affected.ts";
import { agentBenchmarks } from "./agent.ts";
import type { Benchmark, Measured } from "./benchmark.ts";
import { measure } from "./benchmark.ts";
import { help } from "./help.ts";
import { roadBenchmarks } from "./road.ts";

const benchmarks: readonly Benchmark[] = [help, ...affectedBenchmarks, ...agentBenchmarks, ...roadBenchmarks];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean" }, help: { type: "boolean" } },
});
if (values.help) {
  console.log(
    "npm run bench -- [--json] [words…]\n\nMeasures every benchmark whose name holds one of the words, or all. Exits with 3 when a goal is missed.",
  );
} else {
  const chosen = benchmarks.filter(
    ({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)),
  );
  const figures: Measured[] = [];
  for (const benchmark of chosen) {
    const measured = await measure(benchmark);
    figures.push(measured);
    if (!values.json) console.log(lineOf(measured));
  }
  if (values.json) console.log(JSON.stringify(figures, null, 2));
  if (figures.some(({ median, goal }) => !(median <= goal))) process.exitCode = 3;
}

function lineOf({ name, unit, goal, median, lowest, highest }: Measured): string {
  const round = (figure: number) => Math.round(figure).toLocaleString("en-US");
  const verdict = median <= goal ? "within" : "MISSED";
  return `${name.padEnd(52)} ${round(median).padStart(7)} ${unit}  (${round(lowest)} to ${round(highest)})  ${verdict} its goal of ${round(goal)} ${unit}`;
}
