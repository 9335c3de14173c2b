import { Command } from "commander";
import type { ChangeFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { withDriverFlags } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

/** `groundwork refresh`: makes the state what the cloud says. */
export function refreshCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    withDriverFlags(new Command("refresh"))
      .description(
        "Read every managed resource from the cloud and make the state say the same. The cloud is not changed.",
      )
      .option("-y, --yes", "do not ask")
      .addHelpText("after", "\nTo see what differs without changing the state: groundwork preview --refresh")
      .action(async (flags: ChangeFlags) => {
        const { runRefresh } = await import("./destroy-run.ts");
        finish(await runRefresh(flags, { ...wiring, ...host }));
      });
}
