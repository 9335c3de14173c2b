import { Command, Option } from "commander";
import { type LogsFlags, withAgentFlags } from "./agent-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { wholeNumber } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork logs dev
  groundwork logs dev --follow --level warn

What the sync agent of the environment logs: the Pods of Groundwork's agent, or of Flux's source-controller and kustomize-controller.
Exit codes: 0 shown, 2 a declaration is wrong, 4 not allowed, 5 a cluster does not answer, or has no such Pod.`;

/** `groundwork logs`: what the sync agent of an environment logs. */
export function logsCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    withAgentFlags(new Command("logs"))
      .description("Show what the sync agent of an environment logs.")
      .argument("<environment>", "the one whose agent is looked at")
      .option("-f, --follow", "go on with what is logged later, until Ctrl-C")
      .addOption(new Option("--tail <lines>", "at most so many of each Pod").argParser(wholeNumber).default(100))
      .addOption(
        new Option("--level <level>", "only lines that are at least as urgent").choices([
          "debug",
          "info",
          "warn",
          "error",
        ]),
      )
      .addHelpText("after", examples)
      .action(async (environment: string, flags: LogsFlags) => {
        const { runLogs } = await import("./logs-run.ts");
        finish(await runLogs(environment, flags, { ...wiring, ...host }));
      });
}
