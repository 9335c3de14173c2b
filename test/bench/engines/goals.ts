import type { Comparison } from "./compare.ts";
import { boundOf } from "./scenario.ts";

/** Figures of one scenario in relation to each other. NaN where the CLI was not there to compare with. */
export interface Ratios {
  /** The CLI's time over that of the engine in a process of its own. */
  readonly cold: number;
  /** The CLI's time over that of the engine with warm workers. */
  readonly warm: number;
  /** The warm engine's time over the bound; NaN where the provider takes no time. */
  readonly bound: number;
  /** The CLI's peak memory over the embedded engine's, the larger of both. */
  readonly memory: number;
}

export function ratiosOf({ scenario, figures }: Comparison, parallel: number): Ratios {
  const { cli, cold, warm } = figures;
  const milliseconds = cli?.milliseconds ?? Number.NaN;
  const bound = boundOf(scenario, parallel);
  return {
    cold: milliseconds / (cold?.milliseconds ?? Number.NaN),
    warm: milliseconds / (warm?.milliseconds ?? Number.NaN),
    bound: bound > 0 ? (warm?.milliseconds ?? Number.NaN) / bound : Number.NaN,
    memory: (cli?.peakMebibytes ?? Number.NaN) / Math.max(cold?.peakMebibytes ?? 0, warm?.peakMebibytes ?? 0),
  };
}

/** One sentence for each goal that was missed. What could not be measured is not said to be reached: it has no sentence. */
export function missedGoals(comparison: Comparison, parallel: number): readonly string[] {
  const { name, goals } = comparison.scenario;
  const { cold, warm, bound, memory } = ratiosOf(comparison, parallel);
  const { cpuMilliseconds = Number.NaN, peakMebibytes = Number.NaN } = comparison.figures.cold ?? {};
  const missed: string[] = [];
  if (goals.cold !== undefined && cold < goals.cold)
    missed.push(`${name}: cold is ${cold.toFixed(1)} times as fast as the CLI, and ${goals.cold} is the goal`);
  if (goals.warm !== undefined && warm < goals.warm)
    missed.push(`${name}: warm is ${warm.toFixed(1)} times as fast as the CLI, and ${goals.warm} is the goal`);
  if (goals.bound !== undefined && bound > goals.bound)
    missed.push(`${name}: warm takes ${bound.toFixed(2)} times the bound, and ${goals.bound} is the goal`);
  if (goals.cpuMilliseconds !== undefined && cpuMilliseconds > goals.cpuMilliseconds)
    missed.push(
      `${name}: ${inSeconds(cpuMilliseconds)} of processor time, and ${inSeconds(goals.cpuMilliseconds)} is the goal`,
    );
  if (goals.peakMebibytes !== undefined && peakMebibytes > goals.peakMebibytes)
    missed.push(`${name}: ${Math.round(peakMebibytes)} MiB, and ${goals.peakMebibytes} MiB is the goal`);
  if (memory < 1)
    missed.push(
      `${name}: the engine holds ${(1 / memory).toFixed(1)} times the memory of the CLI and its language host`,
    );
  return missed;
}

function inSeconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}
