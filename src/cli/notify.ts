import { Command } from "commander";
import type { NotifyTestFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { withForgeFlags } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork notify test                               a harmless notice through each route of environments/notifications.yaml
  groundwork notify test --route on-call --json        through one of them

Secrets are read from the variables that the file names. Quiet hours do not count, and nothing is remembered.
Exit codes: 0 all routes took it, 1 one did not, 2 the file is wrong or missing.`;

/** `groundwork notify`: whether people can be told. */
export function notifyCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    new Command("notify").description("Try out the routes on which people are told of what lasts.").addCommand(
      withForgeFlags(
        new Command("test")
          .description("Send a harmless test notice through each route, and say which worked.")
          .option("--route <name...>", "only these routes"),
      )
        .option("-j, --json", "print JSON")
        .addHelpText("after", examples)
        .action(async (flags: NotifyTestFlags) => {
          const { runNotifyTest } = await import("./notify-run.ts");
          finish(await runNotifyTest(flags, { ...wiring, ...host }));
        }),
    );
}
