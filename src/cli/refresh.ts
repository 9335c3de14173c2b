import { Command } from "commander";
import type { RefreshFlags } from "./driver-flags.ts";
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
      .option("--wait-for-lock", "wait for environments that another process is changing, instead of refusing")
      .option("--adopt", "take over what creations made whose end an earlier run did not see")
      .option(
        "--import-pending-creates <urn-or-id...>",
        "take over what such a creation made: its URN, and given once more its id; repeatable",
      )
      .option("--clear-pending-creates", "forget such creations")
      .addHelpText("after", "\nTo see what differs without changing the state: groundwork preview --refresh")
      .action(async (flags: RefreshFlags) => {
        const { runRefresh } = await import("./destroy-run.ts");
        finish(await runRefresh(flags, { ...wiring, ...host }));
      });
}
