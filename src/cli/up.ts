import { Command, Option } from "commander";
import type { UpFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import {
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
  groundwork up                                   everything that does not stand at HEAD yet
  groundwork up --env dev --yes --local           one environment, on this machine
  groundwork up --yes --forge gitea               only what the merged change request showed and others approved
  groundwork up --yes --plan plan.json            only what that preview showed
  groundwork up --yes --base "$BEFORE" --head "$SHA"
  groundwork up --yes --forge github --queue --since "$BEFORE" --head "$SHA"    what waits on the branch, first that push
  groundwork up --yes --forge github --queue --tag v1.4.0    what that tag reaches, with all merges up to it
  groundwork up --yes --forge github --since "$BEFORE" --head "$SHA"    each merge of one push, held to its own preview

Nothing starts when something would happen that the preview of this commit did not show. With --forge that is the preview of
the change request that was merged, before it was merged, and others have to have approved its last head.
With --queue environments come to the newest commit that all their merges allow, however many wait: what happens has to have been
shown by one of these merges, and a merge that others did not approve holds back what comes after it in its environments. The
job goes on until nothing waits that it can bring up, and takes up what a job that was killed has left. With --head it begins with
the environments of that merge, with --since of the whole push: it waits for its turn, and says of each of its merges what became of it.
With --tag environments come to the commit that has the tag, as far as environments/promotion.yaml gives them to such tags.
With --since a merge that was brought up before is left as it is, so that its job can be run again. It goes with none of
--base, --allow-unreviewed, --json-stream and --markdown, and with --json only beside --queue.
With environments/promotion.yaml, what has to wait for its time or for others is left as it is, and the next run goes on with it.
Exit codes: 0 done as far as it was due, 1 something failed, or is not healthy, or one merge of --since was brought up and another was not,
3 with --exit-code: environments wait for their time, 4 refused before the first step, or what comes before is not there, 5 a plan could not
be made, health could not be told, or playbooks in machines/ were left out because nothing here can run them, 130 interrupted.`;

/** `groundwork up`: makes the cloud what a commit says and waits for the clusters to follow. */
export function upCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    withForgeFlags(withDriverFlags(new Command("up")))
      .description("Bring environments up to a commit, in the order they depend on each other.")
      .option("--base <revision>", "bring up what changed since; each environment's own last up when left out")
      .option("--head <revision>", "commit to bring up; HEAD when left out")
      .addOption(
        new Option(
          "--since <commit>",
          "with a forge: bring up each merge that came to the branch after this commit, by itself, oldest first",
        ).conflicts(["base", "jsonStream", "markdown", "allowUnreviewed"]),
      )
      .addOption(
        new Option(
          "--tag <name>",
          "bring up the commit of the branch with this tag, in the environments that promotion.yaml gives to it",
        ).conflicts(["base", "head", "since"]),
      )
      .addOption(
        new Option("--queue", "with a forge: bring up everything that waits on the branch, merges together").conflicts([
          "env",
          "base",
          "jsonStream",
          "markdown",
          "allowUnreviewed",
        ]),
      )
      .option("-y, --yes", "do not ask")
      .option("--wait-for-lock", "wait for environments that another process is changing, instead of refusing")
      .option("--refresh", "read every managed resource from the cloud first, and undo what was changed past Git")
      .option("--plan <file>", "refuse what this report of preview --json does not show")
      .option("--expect-digest <digest>", "refuse when the plan's digest is another one")
      .option(
        "--require-preview",
        "refuse an environment that was never previewed at this commit, or with the same inputs",
      )
      .option("--branch <name>", "with a forge: the branch that the commit has to have been merged into", "main")
      .addOption(
        new Option("--approvals <count>", "with a forge: approvals of the merged head by others that are needed")
          .argParser(wholeNumber)
          .default(1),
      )
      .option("--allow-unreviewed <reason>", "with a forge: bring up what was not reviewed; the reason is recorded")
      .option("--exit-code", "end with 3 when all that was due is done, and environments wait for their time")
      .option("--no-wait", "do not wait for the sync agents")
      .addOption(
        new Option("--timeout <duration>", "how long to wait for a sync agent")
          .argParser(duration)
          .default(600_000, "10m"),
      )
      .option("--markdown <file>", "also write the report as Markdown")
      .addOption(jsonStreamOption())
      .option(...verboseFlag)
      .addHelpText("after", examples)
      .action(async (flags: UpFlags, command: Command) => {
        // Each merge has a result of its own there, and a program reads one.
        if (flags.since !== undefined && flags.json && !flags.queue)
          command.error("option '--since <commit>' cannot be used with option '-j, --json' without --queue", {
            code: "commander.conflictingOption",
          });
        await host.prewarmPrograms(programsOf(flags, wiring, 2));
        const { runUp } = await import("./up-run.ts");
        finish(await runUp(flags, { ...wiring, ...host }));
      });
}
