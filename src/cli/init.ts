import { Command, Option } from "commander";
import { ciForges, upRunnerOption } from "./ci-flags.ts";
import type { InitFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import type { CommandDefinition } from "./program.ts";

/** `groundwork init`: makes a repository a project. */
export function initCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    new Command("init")
      .description("Write what a repository needs to be a project, and nothing over what is there.")
      .addOption(new Option("--cloud <kind>", "where environments live").choices(["local", "gcp"]).default("local"))
      .option("--project <id>", "project in Google Cloud; needed with --cloud gcp")
      .option("--region <name>", "region of the environments", "europe-west1")
      .addOption(
        new Option("--agent <name>", "what keeps clusters as Git says")
          .choices(["groundwork", "flux"])
          .default("groundwork"),
      )
      .addOption(
        new Option("--forge <name>", "also write the files of its CI, as groundwork ci init does").choices(ciForges),
      )
      .addOption(upRunnerOption())
      .option("--dry-run", "say what would be written, and write nothing")
      .option("-j, --json", "print JSON")
      .addHelpText(
        "after",
        "\nWrites a README.md, package.json, Pulumi.yaml, tsconfig.json, stacks/index.ts, environments/ with a profile and the environment" +
          "\ndev, and lines of .gitignore. What is missing in a package.json is added; other files that differ are named and kept." +
          "\nAll of it is written, or nothing." +
          "\n\nExamples:\n  groundwork init --cloud gcp --project acme-development --forge github\n  groundwork init --dry-run" +
          "\n\nExit codes: 0 all files are as they have to be, 3 some were kept that differ, or --dry-run would write some.",
      )
      .action(async (flags: InitFlags) => {
        const { runInit } = await import("./init-run.ts");
        finish(await runInit(flags, { ...wiring, ...host }));
      });
}
