import type { Comparison } from "./compare.ts";
import type { RunFigures } from "./contestant.ts";
import { ratiosOf } from "./goals.ts";

const head = [
  "operation",
  "Pulumi CLI",
  "embedded, cold",
  "embedded, warm",
  "bound",
  "processor time: CLI, cold, warm",
  "peak memory: CLI, cold, warm",
] as const;

/** Comparisons as a Markdown table, ready for the README. */
export function tableOf(comparisons: readonly Comparison[], parallel: number): readonly string[] {
  const rows = comparisons.flatMap((comparison) => [rowOf(comparison, parallel), grpcJsRowOf(comparison)]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}

function rowOf(comparison: Comparison, parallel: number): readonly string[] {
  const { scenario, figures } = comparison;
  const { cold, warm, bound } = ratiosOf(comparison, parallel);
  return [
    scenario.name,
    secondsOf(figures.cli),
    withRatio(figures.cold, cold),
    withRatio(figures.warm, warm),
    Number.isNaN(bound) ? "" : `× ${bound.toFixed(2)}`,
    [figures.cli, figures.cold, figures.warm].map(processorTimeOf).join(", "),
    [figures.cli, figures.cold, figures.warm].map(memoryOf).join(", "),
  ];
}

/** The same operation with grpc-js between the embedded engine and the provider; goals and ratios are about our own transport. */
function grpcJsRowOf({ scenario, figures }: Comparison): readonly string[] {
  const [cold, warm] = [figures["cold, grpc-js"], figures["warm, grpc-js"]];
  return [
    `${scenario.name}, grpc-js`,
    "",
    secondsOf(cold),
    secondsOf(warm),
    "",
    ["-", processorTimeOf(cold), processorTimeOf(warm)].join(", "),
    ["-", memoryOf(cold), memoryOf(warm)].join(", "),
  ];
}

function withRatio(figures: RunFigures | undefined, ratio: number): string {
  return secondsOf(figures) + (Number.isNaN(ratio) ? "" : `, ${ratio.toFixed(1)} times as fast`);
}

function secondsOf(figures: RunFigures | undefined): string {
  return figures ? `${(figures.milliseconds / 1_000).toFixed(2)} s` : "not there";
}

function processorTimeOf(figures: RunFigures | undefined): string {
  return figures ? `${(figures.cpuMilliseconds / 1_000).toFixed(2)} s` : "-";
}

function memoryOf(figures: RunFigures | undefined): string {
  return figures ? `${Math.round(figures.peakMebibytes)} MiB` : "-";
}
