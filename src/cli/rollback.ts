import { Command } from "commander";
import type { RollbackFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { programsOf, recordFlag, verboseFlag, withForgeFlags } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork rollback dev --dry-run                 what going back would do, and what cannot be undone
  groundwork rollback dev --forge github            a branch and a change request
  groundwork rollback dev --to 4c1f2ab --only-own   the environment's folder alone, as it was at that commit

Nothing is brought up: the change request is previewed, approved and merged as every other one.
Exit codes: 0 opened, or nothing differs, 2 there is no such commit, 4 refused, 5 what cannot be undone, or what the environment stood at
before, is not known.`;

/** `groundwork rollback`: opens the change that declares an environment as it was. */
export function rollbackCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    withForgeFlags(new Command("rollback"))
      .description("Open a change request that declares an environment as it was, and list what cannot be undone.")
      .argument("<environment>", "the one to go back with")
      .option(
        "--to <revision>",
        "commit to go back to; what the environment stood at before its newest run when left out",
      )
      .option("--branch <name>", "the branch that up brings up", "main")
      .option("--only-own", "take back the environment's folder, and no file that other environments use")
      .option("--dry-run", "show it, and make neither a branch nor a change request")
      .option("--local", "rehearse on the local cloud, with a state of its own under .groundwork/rehearsal")
      .option(...recordFlag)
      .option("-j, --json", "print JSON")
      .option(...verboseFlag)
      .addHelpText("after", examples)
      .action(async (environment: string, flags: RollbackFlags) => {
        await host.prewarmPrograms(programsOf(flags, wiring, 1));
        const { runRollback } = await import("./rollback-run.ts");
        finish(await runRollback(environment, flags, { ...wiring, ...host }));
      });
}
