import { type EnvironmentTree, treeVerdict } from "../change/index.ts";
import { readTrees } from "../flows/index.ts";
import { treeJson, treeReport } from "../report/index.ts";
import type { AgentFlags } from "./agent-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { show, withDriver } from "./driver-run.ts";
import { ExitCode } from "./exit-code.ts";

export function runTree(environments: readonly string[], flags: AgentFlags, wiring: DriverWiring): Promise<ExitCode> {
  return withDriver({ ...flags, env: environments }, wiring, async (ports, screen) => {
    const trees = await readTrees(environments, ports);
    await show({ blocks: () => treeReport(trees), json: () => treeJson(trees) }, flags, wiring, screen);
    return wiring.signal.aborted ? ExitCode.interrupted : exitCodeOfTrees(trees);
  });
}

function exitCodeOfTrees(trees: readonly EnvironmentTree[]): ExitCode {
  if (trees.some(({ problem }) => problem?.kind === "invalid")) return ExitCode.invalid;
  const verdicts = trees.map(treeVerdict);
  if (verdicts.includes("unknown")) return ExitCode.unknown;
  return verdicts.includes("not-converged") ? ExitCode.different : ExitCode.ok;
}
