import { Command, Option } from "commander";
import { layersInOrder } from "../change/index.ts";
import type { DriftFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { metricsFlag, programsOf, wholeNumber, withDriverFlags, withForgeFlags } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork drift                                every environment, layer by layer
  groundwork drift --env prod --layer infrastructure
  groundwork drift --exit-code --json > drift.json
  groundwork drift --markdown drift.md
  groundwork drift --env dev staging --json > parts/1.json     one job of several, and then
  groundwork drift --merge parts --notify --exit-code          all of them; an environment that no part has is unknown
  groundwork drift --record git --metrics /var/lib/node_exporter/textfile/groundwork-drift.prom
  groundwork drift --notify                       and tell people of what lasts, as environments/notifications.yaml says

Verdicts: in sync, diverged, unknown. Each difference has its cause: changed outside of Git (with who did it, where an audit log tells),
merged and not applied, noise of a provider or package, or not explained. What environments/exceptions.yaml accepts does not count
until its last day is over: docs/drift.md. An environment on which a run acts meanwhile is unknown. Nothing is changed, and no lock is taken.
With --notify it is recorded what people were told, so that no later comparison tells it again: docs/notifications.md.
docs/monitoring.md says what the metrics are.
Exit codes: 0 compared, 1 a file could not be written or a notice was not taken, 2 when the declaration of an environment or the file of
exceptions is wrong, 4 the record of runs was rewritten or removed; with --exit-code 3 when something diverged, and 5 when something is unknown, which
wins; 130 ended by Ctrl-C.`;

/** `groundwork drift`: what stands and is not what Git declares. */
export function driftCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    withForgeFlags(withDriverFlags(new Command("drift")))
      .description(
        "Compare the cloud, the clusters and the machines of every environment with the commit, and say why they differ.",
      )
      .addOption(new Option("--layer <name...>", "only these layers").choices([...layersInOrder]))
      .option("--read-only", "compare clusters without dry runs, with the rights to get and to list")
      .option("--markdown <file>", "write the report as Markdown")
      .addOption(
        new Option(
          "--merge <folder>",
          "compare nothing, and merge what several jobs wrote with --json: every .json file below the folder",
        ).conflicts(["env", "layer", "readOnly"]),
      )
      .option(...metricsFlag)
      .option("--notify", "tell people of what lasts, as the notifications file of the protected branch says")
      .addOption(
        new Option("--approvals <count>", "with --notify and a forge: approvals by others that up needs of a merge")
          .argParser(wholeNumber)
          .default(1),
      )
      .option("--exit-code", "end with 3 when something diverged, 5 when something is unknown")
      .addHelpText("after", examples)
      .action(async (flags: DriftFlags) => {
        // Most environments stand as they were applied, and then no program is run.
        await host.prewarmPrograms(programsOf(flags, wiring, 0));
        const { runDrift } = await import("./drift-run.ts");
        finish(await runDrift(flags, { ...wiring, ...host }));
      });
}
