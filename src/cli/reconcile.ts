import { Command, Option } from "commander";
import { type ReconcileFlags, withAgentFlags } from "./agent-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { duration } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork reconcile dev
  groundwork reconcile dev staging --timeout 2m
  groundwork reconcile dev --no-wait

Agents look at Git by themselves; this makes them look now. Nothing else is changed: what was not merged is not applied.
Exit codes: 0 applied and healthy, or asked with --no-wait, 1 it did not get there, 2 a declaration is wrong, 4 not allowed, 5 not known.`;

/** `groundwork reconcile`: makes the sync agents of environments look at Git now. */
export function reconcileCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    withAgentFlags(new Command("reconcile"))
      .description("Make sync agents look at Git now, and wait until what they find is applied and healthy.")
      .argument("<environment...>", "those whose agents are asked")
      .addOption(
        new Option("--timeout <duration>", "how long to wait for each").argParser(duration).default(600_000, "10m"),
      )
      .option("--no-wait", "only ask")
      .addHelpText("after", examples)
      .action(async (environments: readonly string[], flags: ReconcileFlags) => {
        const { runReconcile } = await import("./agents-run.ts");
        finish(await runReconcile(environments, flags, { ...wiring, ...host }));
      });
}
