import { Command, Option } from "commander";
import type { HistoryFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { recordFlag, wholeNumber } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork history                      the last previews and runs
  groundwork history dev --limit 100
  groundwork history --verify             whether a record was changed or taken out
  groundwork history --record git --json  of the record that all jobs share

Exit codes: 0 shown, 4 when the record was rewritten or removed, and with --verify when a chain is broken, 5 when the record cannot be read.`;

/** `groundwork history`: which previews were shown and which runs were made. */
export function historyCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    new Command("history")
      .description("Show which previews and runs there were: when, of which commit, for whom, how they ended.")
      .argument("[environment]", "only those of this environment")
      .addOption(new Option("-n, --limit <count>", "how many at most").argParser(wholeNumber).default(20))
      .option("--verify", "follow the chain of each environment, and say where it ends or is broken")
      .option("--local", "the record of rehearsals")
      .option(...recordFlag)
      .option("-j, --json", "print JSON")
      .addHelpText("after", examples)
      .action(async (environment: string | undefined, flags: HistoryFlags) => {
        const { runHistory } = await import("./history-run.ts");
        finish(await runHistory(environment, flags, { ...wiring, ...host }));
      });
}
