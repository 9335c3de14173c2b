import { Command } from "commander";
import { type CiInitFlags, withCiFlags } from "./ci-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Previews run the change's own code, so their jobs may only read. The report is made by the programs of the protected branch, and up
runs on that branch alone, one run at a time, with the cloud's identity and without any key. Actions are pinned to commits.

Files that a person edited are named and kept. Those that were not edited are written anew when the flags change, or Groundwork.

Examples:
  groundwork ci init --forge github --cloud gcp
  groundwork ci init --forge gitlab --jobs 8 --runner platform
  groundwork ci init --forge gitea --runner debian --dry-run
  groundwork doctor --forge github                     what the forge still lacks

Exit codes: 0 all files are as they have to be, 2 a flag cannot stand in them, 3 some were kept that differ, or --dry-run would write some.`;

/** `groundwork ci`: the files that run Groundwork in a forge's CI. */
export function ciCommand(host: Pick<DriverHost, "openFiles">): CommandDefinition {
  return (wiring, finish) =>
    new Command("ci").description("Run Groundwork in a forge's CI.").addCommand(
      withCiFlags(new Command("init"))
        .description("Write the files for a forge's CI, and say what to set at the forge.")
        .option("--dry-run", "say what would be written, and write nothing")
        .option("-j, --json", "print JSON")
        .addHelpText("after", examples)
        .action(async (flags: CiInitFlags) => {
          const { runCiInit } = await import("./ci-run.ts");
          finish(await runCiInit(flags, { ...wiring, ...host }));
        }),
    );
}
