import { Command, Option } from "commander";
import type { RecordFlags, ReleaseFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { recordFlag } from "./driver-options.ts";
import type { CommandDefinition, CommandWiring } from "./program.ts";

const examples = `
Examples:
  groundwork leases                                    which runs hold environments
  groundwork leases list --record git --json           those of all jobs that share the remote
  groundwork leases release dev --owner up-3f9c12ab04de

A run that was cut off loses its lease by itself, so releasing it only saves the wait.
Exit codes: 0 shown, 5 when the leases cannot be read.`;

const releaseExamples = `
Examples:
  groundwork leases release dev --owner up-3f9c12ab04de
  groundwork leases release dev --unreadable

A run that still acts is told when it renews its lease: it finishes what runs and starts nothing more.
Exit codes: 0 released, 4 when another run holds it by now, 5 when the leases cannot be read.`;

/** `groundwork leases`: which runs hold which environments. */
export function leasesCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    new Command("leases")
      .description("Show which runs hold the leases of environments, or release one.")
      .addHelpText("after", examples)
      .addCommand(listCommand(host, wiring, finish), { isDefault: true })
      .addCommand(releaseCommand(host, wiring, finish));
}

type Finish = Parameters<CommandDefinition>[1];

function listCommand(host: DriverHost, wiring: CommandWiring, finish: Finish): Command {
  return new Command("list")
    .description("Show how the lease of each environment stands: which run has it, since when, with which number.")
    .option("--local", "the leases of rehearsals")
    .option(...recordFlag)
    .option("-j, --json", "print JSON")
    .addHelpText("after", examples)
    .action(async (flags: RecordFlags) => {
      const { runLeases } = await import("./leases-run.ts");
      finish(await runLeases(flags, { ...wiring, ...host }));
    });
}

function releaseCommand(host: DriverHost, wiring: CommandWiring, finish: Finish): Command {
  return new Command("release")
    .description("Take the lease of an environment away from a run that has ended.")
    .argument("<environment>", "the one whose lease is released")
    .addOption(
      new Option("--owner <run>", "the run that has it, as `groundwork leases` names it").conflicts("unreadable"),
    )
    .option("--unreadable", "release a lease whose document is damaged, so that it names no run")
    .option("--local", "the lease of rehearsals")
    .option(...recordFlag)
    .option("-j, --json", "print JSON")
    .addHelpText("after", releaseExamples)
    .action(async (environment: string, flags: ReleaseFlags) => {
      const { runRelease } = await import("./leases-run.ts");
      finish(await runRelease(environment, flags, { ...wiring, ...host }));
    });
}
