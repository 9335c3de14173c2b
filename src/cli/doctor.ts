import { Command } from "commander";
import type { DoctorFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import type { CommandDefinition } from "./program.ts";

/** `groundwork doctor`: what this machine has of what the driver needs. */
export function doctorCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    new Command("doctor")
      .description("Look at everything that is needed on this machine, and say what to do about what is missing.")
      .option("--local", "look at the rehearsal's local cloud and state")
      .option("--fix", "install what can be installed, after asking")
      .option("-y, --yes", "with --fix: do not ask")
      .option("-j, --json", "print JSON")
      .addHelpText("after", "\nExit codes: 0 all that is needed is there, 1 something is missing.")
      .action(async (flags: DoctorFlags) => {
        const { runDoctor } = await import("./doctor-run.ts");
        finish(await runDoctor(flags, { ...wiring, ...host }));
      });
}
