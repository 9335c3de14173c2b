import { Command } from "commander";
import type { ChangeFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { withDriverFlags } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const destroyExamples = `
Examples:
  groundwork destroy --env acme                   asks for the environment's name
  groundwork destroy --env acme --yes --local

An environment whose folder has left Git can be destroyed: its state is all it takes.
Exit codes: 0 destroyed, 1 something failed, 4 refused, 130 interrupted.`;

/** `groundwork destroy`: takes down everything that environments manage. */
export function destroyCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    withDriverFlags(new Command("destroy"))
      .description("Take down environments, those that depend on others first.")
      .option("-y, --yes", "do not ask")
      .option("--wait-for-lock", "wait for environments that another process is changing, instead of refusing")
      .addHelpText("after", destroyExamples)
      .action(async (flags: ChangeFlags) => {
        const { runDestroy } = await import("./destroy-run.ts");
        finish(await runDestroy(flags, { ...wiring, ...host }));
      });
}
