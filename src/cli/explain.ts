import { Command } from "commander";
import type { ExplainFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { recordFlag } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork explain main --env dev
  groundwork explain urn:pulumi:dev::groundwork::gcp:compute/network:Network::main
  groundwork explain environments/dev/apps/web.yaml

It reads the record alone and asks neither state nor cloud.
Exit codes: 0 explained, 2 several resources have the name, 5 no run on record changed it, or the record cannot be read.`;

/** `groundwork explain`: which commit, run, change request and approval made a resource what it is. */
export function explainCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    new Command("explain")
      .description("Say which commit, run, change request and approval made a resource what it is.")
      .argument("<resource>", "URN, name, or type::name of a resource, or the path of a manifest")
      .option("-e, --env <name...>", "only in these environments")
      .option("--local", "from the record of rehearsals")
      .option(...recordFlag)
      .option("-j, --json", "print JSON")
      .addHelpText("after", examples)
      .action(async (resource: string, flags: ExplainFlags) => {
        const { runExplain } = await import("./explain-run.ts");
        finish(await runExplain(resource, flags, { ...wiring, ...host }));
      });
}
