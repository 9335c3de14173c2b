import { Command, Option } from "commander";
import type { MergeFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { changeRequestOption, checkedBranchFlag, recordFlag, withForgeFlags } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork preview --base "$BASE" --head "$SHA" --env dev staging --part parts/1.json
  groundwork affected --base "$BASE" --head "$SHA" --json > affected.json
  groundwork report parts --expect affected.json --markdown preview.md
  groundwork report parts --expect affected.json --forge gitea         the comment and the check of the change request
  groundwork report parts/1.json parts/2.json --json > plan.json       for: groundwork up --plan plan.json
  groundwork report parts --head "$SHA" --forge github                 parts of jobs that ran the change's own code
  groundwork report parts --head "$SHA" --merge-queue --forge github   the check of what a merge queue is about to land

With --head nothing is taken from the parts that this clone can tell by itself, without running the change's code: what the change
touches, and what its manifests say. Parts that do not show all that they bind are refused, and an environment that a run changed
after its part was made is unknown. The preview is recorded, so that the merge can be held to it.

With --merge-queue the check succeeds where merging does at most what the change requests in the queue showed, each by itself, with
those that were merged before and are not brought up yet. Nothing is recorded, and what was not shown is listed on the newest of them.

An environment that is expected and in no part is unknown. Parts of different changes, environments in two parts, and damaged parts
are refused by name.
Exit codes: those of groundwork preview; 2 where parts cannot be merged, 4 where they are not believed.`;

/** `groundwork report`: merges the parts of a change's preview into one. */
export function reportCommand(
  host: Pick<DriverHost, "openForge" | "openRepository" | "openRecord">,
): CommandDefinition {
  return (wiring, finish) =>
    withForgeFlags(new Command("report"))
      .description("Merge the parts of a change's preview, which several jobs made, into one report.")
      .argument("[parts...]", "files that groundwork preview --part wrote, or folders of them")
      .addOption(
        new Option(
          "--expect <file>",
          "what groundwork affected --json printed: what is in no part is unknown",
        ).conflicts("head"),
      )
      .option("--head <revision>", "find out here what this change touches, and believe the parts no more than needed")
      .addOption(
        new Option(
          "--merge-queue",
          "the head is a commit that a merge queue tests, and may do what its change requests showed",
        )
          .conflicts(["expect", "changeRequest"])
          .implies({ head: "HEAD" }),
      )
      .option(...recordFlag)
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
