import { parseArgs } from "node:util";
import { affectedBenchmarks } from "./affected.ts";
import { agentBenchmarks } from "./agent.ts";
import { agentsBenchmarks } from "./agents/index.ts";
import { ansiblediffBenchmarks, comparedMachines } from "./ansiblediff.ts";
import type { Benchmark, Measured } from "./benchmark.ts";
import { measure } from "./benchmark.ts";
import { commentBenchmarks } from "./comment.ts";
import { comparedEnvironments, driftBenchmarks } from "./drift.ts";
import { compareEngines, engineScenarioNames } from "./engines/index.ts";
import { firstOperationBenchmarks } from "./first-operation.ts";
import { gcpApiFacts } from "./gcp-api-facts.ts";
import { help } from "./help.ts";
import { kubediffBenchmarks, thousand } from "./kubediff.ts";
import { fleetSize } from "./leased-fleet.ts";
import { leaseBenchmarks } from "./leases.ts";
import { mergeQueueBenchmarks } from "./merge-queue.ts";
import { allEnvironments, previewBenchmarks } from "./previews.ts";
import { pushBenchmarks } from "./pushes.ts";
import { roadBenchmarks } from "./road.ts";
import { shownBeforeBenchmarks } from "./shown-before.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean" },
    help: { type: "boolean" },
    runs: { type: "string" },
    environments: { type: "string" },
    objects: { type: "string" },
    machines: { type: "string" },
  },
});
const countOf = (text: string | undefined, otherwise: number) =>
  Math.max(1, Math.floor(Number(text ?? otherwise)) || otherwise);

const benchmarks: readonly Benchmark[] = [
  help,
  gcpApiFacts,
  ...affectedBenchmarks,
  ...agentBenchmarks,
  ...agentsBenchmarks,
  ...ansiblediffBenchmarks(countOf(values.machines, comparedMachines)),
  ...driftBenchmarks(countOf(values.environments, comparedEnvironments)),
  ...kubediffBenchmarks(countOf(values.objects, thousand)),
  ...shownBeforeBenchmarks,
  ...commentBenchmarks,
  ...roadBenchmarks,
  ...pushBenchmarks,
  ...firstOperationBenchmarks,
  ...mergeQueueBenchmarks,
  ...leaseBenchmarks(countOf(values.environments, fleetSize)),
  ...previewBenchmarks(countOf(values.environments, allEnvironments)),
];

if (values.help) {
  console.log(
    "npm run bench -- [--json] [--runs <n>] [--environments <n>] [--objects <n>] [--machines <n>] [words…]\n\nMeasures every benchmark whose name holds one of the words, or all. Exits with 3 when a goal is missed.\n" +
      "--runs: how often the engines carry out each operation. The default is 5.\n" +
      `--environments: how many the previews of one change are of. The default is ${allEnvironments}, which the goals are about; and how many are worked on under leases, of ${fleetSize}.\n` +
      `--objects: how many kubediff compares. The default is ${thousand}, which its goals are about.\n` +
      `--machines: how many ansiblediff compares. The default is ${comparedMachines}, which its goal is about.\n\n` +
      [...benchmarks.map(({ name }) => name), ...engineScenarioNames].join("\n"),
  );
} else {
  const isChosen = (name: string) => positionals.length === 0 || positionals.some((word) => name.includes(word));
  const chosen = benchmarks.filter(({ name }) => isChosen(name));
  const figures: Measured[] = [];
  for (const benchmark of chosen) {
    const measured = await measure(benchmark);
    figures.push(measured);
    if (!values.json) console.log(lineOf(measured));
  }
  const runs = countOf(values.runs, 5);
  const engineNames = engineScenarioNames.filter(isChosen);
  const tell = values.json ? console.error : console.log;
  const engines = engineNames.length > 0 ? await compareEngines(engineNames, { runs, tell }) : [];
  if (values.json) console.log(JSON.stringify({ benchmarks: figures, engines }, null, 2));
  if (figures.some(({ median, goal }) => median > goal) || engines.some(({ missed }) => missed.length > 0))
    process.exitCode = 3;
}

function lineOf({ name, unit, goal, median, lowest, highest }: Measured): string {
  const digits = { maximumFractionDigits: unit === "%" ? 1 : 0 };
  const round = (figure: number) => figure.toLocaleString("en-US", digits);
  const isGoal = Number.isFinite(goal);
  const wanted = isGoal ? `its goal of ${round(goal)} ${unit}` : "for comparison";
  if (Number.isNaN(median)) return `${name.padEnd(52)} not measured; ${wanted}`;
  const verdict = median <= goal ? "within" : "MISSED";
  const figures = `${round(median).padStart(7)} ${unit}  (${round(lowest)} to ${round(highest)})`;
  return `${name.padEnd(52)} ${figures}  ${isGoal ? `${verdict} ` : ""}${wanted}`;
}
