import { Command } from "commander";
import type { MergeFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { changeRequestOption, checkedBranchFlag, withForgeFlags } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork preview --base "$BASE" --head "$SHA" --env dev staging --part parts/1.json
  groundwork affected --base "$BASE" --head "$SHA" --json > affected.json
  groundwork report parts --expect affected.json --markdown preview.md
  groundwork report parts --expect affected.json --forge gitea         the comment and the check of the change request
  groundwork report parts/1.json parts/2.json --json > plan.json       for: groundwork up --plan plan.json

An environment that is expected and in no part is unknown. Parts of different changes, environments in two parts, and damaged parts
are refused by name.
Exit codes: those of groundwork preview; 2 where parts cannot be merged.`;

/** `groundwork report`: merges the parts of a change's preview into one. */
export function reportCommand(host: Pick<DriverHost, "openForge">): CommandDefinition {
  return (wiring, finish) =>
    withForgeFlags(new Command("report"))
      .description("Merge the parts of a change's preview, which several jobs made, into one report.")
      .argument("[parts...]", "files that groundwork preview --part wrote, or folders of them")
      .option("--expect <file>", "what groundwork affected --json printed: what is in no part is unknown")
      .option("-j, --json", "print JSON, as groundwork preview --json does")
      .option("--markdown <file>", "also write the report as Markdown")
      .option("--report <file>", "also write the whole text of a change request's comment, uncut")
      .addOption(changeRequestOption())
      .option(...checkedBranchFlag)
      .option("--exit-code", "end with 3 when something would change")
      .addHelpText("after", examples)
      .action(async (parts: string[], flags: MergeFlags) => {
        const { runReport } = await import("./report-run.ts");
        finish(await runReport(parts, flags, { ...wiring, ...host }));
      });
}
