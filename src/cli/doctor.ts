import { Command, Option } from "commander";
import type { DoctorFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { wholeNumber } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork doctor --fix                              install what is missing, after asking
  groundwork doctor --forge gitea                      also what the forge lacks; its token is read from GROUNDWORK_FORGE_TOKEN

Exit codes: 0 all that is needed is there, 1 something is missing, 5 something could not be looked at.`;

/** `groundwork doctor`: what this machine has of what the driver needs. */
export function doctorCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    new Command("doctor")
      .description("Look at everything that is needed on this machine, and say what to do about what is missing.")
      .option("--forge <name>", "also look at this forge: rights, protection, required checks, CI files")
      .option(
        "--forge-url <url>",
        "its address, or the folder of a local one; GROUNDWORK_FORGE_URL, or what the CI says",
      )
      .option("--repository <name>", "owner and name; GROUNDWORK_FORGE_REPOSITORY, or what the CI says")
      .option("--branch <name>", "with --forge: the branch that up runs on", "main")
      .addOption(
        new Option("--approvals <count>", "with --forge: approvals that up demands").argParser(wholeNumber).default(1),
      )
      .option("--local", "look at the rehearsal's local cloud and state")
      .option("--fix", "install what can be installed, after asking")
      .option("-y, --yes", "with --fix: do not ask")
      .option("-j, --json", "print JSON")
      .addHelpText("after", examples)
      .action(async (flags: DoctorFlags) => {
        const { runDoctor } = await import("./doctor-run.ts");
        finish(await runDoctor(flags, { ...wiring, ...host }));
      });
}
