import { Command, Option } from "commander";
import type { StatusFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { duration, metricsFlag, programsOf, withDriverFlags } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork status                               every environment, layer by layer
  groundwork status --refresh                     ask the cloud and the clusters too, not only records and agents
  groundwork status --env dev --wait-converged --timeout 5m
  groundwork status --refresh --metrics /var/lib/node_exporter/textfile/groundwork-status.prom

Verdicts: in sync, applied, diverged, unknown. Without --refresh the cloud is not asked: of infrastructure that the last up brought to what
Git declares it is known that it was applied, and not that it is still there. What could not be looked at is unknown. With --refresh a
cluster is compared object by object, as groundwork kubediff does it: docs/kubediff.md. docs/monitoring.md says what the metrics are.
Exit codes: 0 shown, 1 the metrics could not be written, 2 when the declaration of an environment is wrong; with --exit-code 3 when something diverged, and 5 when something
is unknown, or was applied and not looked at since; with --wait-converged 3 and 5 when something diverged or is unknown; 130 ended by Ctrl-C.`;

/** `groundwork status`: where every layer of every environment stands. */
export function statusCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    withDriverFlags(new Command("status"))
      .description("Show where the infrastructure and the cluster of every environment stand.")
      .option("--refresh", "compare with the cloud (terradiff) and the clusters (kubediff) as they are now")
      .option("--read-only", "with --refresh: compare clusters without dry runs, with the rights to get and to list")
      .option("--watch", "show it as it changes, until Ctrl-C; in a pipe one line for each change")
      .option("--wait-converged", "wait until every layer is in sync, or applied")
      .addOption(
        new Option("--timeout <duration>", "how long --wait-converged waits")
          .argParser(duration)
          .default(600_000, "10m"),
      )
      .addOption(new Option(...metricsFlag).conflicts("watch"))
      .option("--exit-code", "end with 3 when something diverged, 5 when something is unknown or was not looked at")
      .addHelpText("after", examples)
      .action(async (flags: StatusFlags) => {
        const runsOfEach = flags.watch || flags.waitConverged ? Number.POSITIVE_INFINITY : 1;
        await host.prewarmPrograms(programsOf(flags, wiring, runsOfEach));
        const { runStatus } = await import("./status-run.ts");
        finish(await runStatus(flags, { ...wiring, ...host }));
      });
}
