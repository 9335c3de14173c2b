import { Command, Option } from "commander";
import { commandVerbs } from "../command/index.ts";
import type { RespondFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { duration, recordFlag, verboseFlag, wholeNumber, withForgeFlags } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork respond --event "$GITHUB_EVENT_PATH" --forge github
  groundwork respond --event event.json --commands preview unlock help approve --hand-over "$GITHUB_OUTPUT" --forge gitea
  groundwork respond --event event.json --commands up destroy --forge github

The event only says where to look: the comment is read again, and what its author may do is asked for when the command is carried out. A
command stands at the start of a line, is carried out once, for the commit that was looked at, and is answered in one comment of the change
request. Every command that waits there is answered, not that of the event alone.
With --hand-over a preview is left to a job without a token: its commit and change request are appended to the file.
Exit codes: 0 every command was answered, also by refusing it, 1 one of them failed, 5 what came of one, or whether it may be done, is not
known, 130 interrupted.`;

/** `groundwork respond`: carries out the commands in comments of a change request. */
export function respondCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    withForgeFlags(new Command("respond"))
      .description("Carry out the commands in comments of a change request, for those who may.")
      .requiredOption("--event <file>", "the event of the forge's CI, or the body of its webhook: JSON")
      .addOption(
        new Option("--commands <command...>", "carry out only these, and leave the others to another job").choices(
          commandVerbs,
        ),
      )
      .option(
        "--hand-over <file>",
        "append preview-head, preview-number and preview-fork here, each with = and its value, instead of previewing",
      )
      .addOption(
        new Option(
          "--no-preview",
          "refuse previews: this job has a token, and none without one can be started",
        ).conflicts("handOver"),
      )
      .option("--branch <name>", "the branch that up brings up", "main")
      .addOption(
        new Option("--approvals <count>", "approvals of the merged head by others that up and destroy need")
          .argParser(wholeNumber)
          .default(1),
      )
      .addOption(
        new Option("--most-deletes <count>", "resources that one destroy may delete")
          .argParser(wholeNumber)
          .default(100),
      )
      .addOption(
        new Option("--timeout <duration>", "how long up waits for a sync agent")
          .argParser(duration)
          .default(600_000, "10m"),
      )
      .option("--wait-for-lock", "wait for environments that another process is changing, instead of refusing")
      .option("--local", "rehearse on the local cloud, with a state of its own under .groundwork/rehearsal")
      .option(...recordFlag)
      .option("-j, --json", "print JSON")
      .option(...verboseFlag)
      .addHelpText("after", examples)
      .action(async (flags: RespondFlags) => {
        const { runRespond } = await import("./respond-run.ts");
        finish(await runRespond(flags, { ...wiring, ...host }));
      });
}
