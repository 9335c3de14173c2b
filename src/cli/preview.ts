import { Command, Option } from "commander";
import type { PreviewFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import {
  changeRequestOption,
  checkedBranchFlag,
  duration,
  jsonStreamOption,
  programsOf,
  verboseFlag,
  wholeNumber,
  withDriverFlags,
  withForgeFlags,
} from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork preview                              what merging HEAD would do
  groundwork preview --env dev --local            one environment, rehearsed on this machine
  groundwork preview --base origin/main --head "$SHA" --markdown comment.md
  groundwork preview --forge gitea                the comment and the check of the change request
  groundwork preview --json > plan.json           for: groundwork up --plan plan.json
  groundwork preview --json-stream | jq -c 'select(.kind == "environment-preview") | .environment.name'
  groundwork preview --base "$BASE" --head "$SHA" --env dev staging --part parts/1.json      for: groundwork report
  groundwork preview --outside                    a change whose author may not write to the repository
  groundwork preview --env dev --refresh          what differs in the cloud (terradiff) and in the cluster (kubediff) now

Exit codes: 0 previewed, 3 with --exit-code when something would change, 5 when an environment could not be previewed,
or has playbooks in machines/ that nothing here can run; with --exit-code also when --refresh could not tell what stands in a cluster or on machines. Without a range it shows what up without a range would do, too.
With a forge: 4 or 5 when the preview worked and could not be posted. Its token is read from GROUNDWORK_FORGE_TOKEN.`;

/** `groundwork preview`: what a change would do, to every environment that it touches. */
export function previewCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    withForgeFlags(withDriverFlags(new Command("preview")))
      .alias("pre")
      .description("Show which environments a change touches, why, and what bringing them up would do.")
      .option("--base <revision>", "branch or commit to merge into; the main branch when left out")
      .option("--head <revision>", "commit to preview; when left out HEAD, with --change-request the head of that")
      .option("--outside", "confine the program, with no secret and no cloud; chosen by itself where the forge says so")
      .option("--refresh", "read every managed resource from the cloud first, and every object from the clusters")
      .option("--read-only", "with --refresh: compare clusters without dry runs, with the rights to get and to list")
      .option("--markdown <file>", "also write the report as Markdown")
      .option("--report <file>", "also write the whole text of a change request's comment, uncut")
      .addOption(changeRequestOption())
      .option(...checkedBranchFlag)
      .option(
        "--part <file>",
        "also write what groundwork report merges; --env names a part of what the change touches",
      )
      .addOption(
        new Option(
          "--preview-timeout <duration>",
          "an environment that takes longer is unknown, such as 10m",
        ).argParser(duration),
      )
      .addOption(
        new Option(
          "--check-mode-timeout <duration>",
          "with --refresh: machines that were not asked by then are unknown; 15m for all of them when left out",
        ).argParser(duration),
      )
      .addOption(
        new Option(
          "--memory <MiB>",
          "start a preview only where it fits in beside those that run; what is free when left out",
        ).argParser(wholeNumber),
      )
      .addOption(jsonStreamOption())
      .option(...verboseFlag)
      .option("--no-reuse", "run the engine also where a preview of the very same inputs is on record")
      .option("--exit-code", "end with 3 when something would change")
      .addHelpText("after", examples)
      .action(async (flags: PreviewFlags) => {
        if (!flags.outside) await host.prewarmPrograms(programsOf(flags, wiring, 1));
        const { runPreview } = await import("./preview-run.ts");
        finish(await runPreview(flags, { ...wiring, ...host }));
      });
}
