import { Command } from "commander";
import { type AgentFlags, withAgentFlags } from "./agent-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork tree dev
  groundwork tree dev staging --json

An environment with its clusters; in each the source, the Kustomization, and every object that it applied with its health as kstatus says
it; what a nested Kustomization applied below that one. What is not well comes first.
Exit codes: 0 healthy, 2 when a declaration is wrong, 3 not converged, or suspended, 5 something could not be looked at; 5 before 3.`;

/** `groundwork tree`: what the sync agents of environments applied, with the health of each object. */
export function treeCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    withAgentFlags(new Command("tree"))
      .description("Show every object that sync agents applied, with its health.")
      .argument("<environment...>", "the ones to show")
      .addHelpText("after", examples)
      .action(async (environments: readonly string[], flags: AgentFlags) => {
        const { runTree } = await import("./tree-run.ts");
        finish(await runTree(environments, flags, { ...wiring, ...host }));
      });
}
