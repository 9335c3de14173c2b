import { Command, Option } from "commander";
import { type AgentFlags, reasonText, type SuspendFlags, time, withAgentFlags } from "./agent-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { duration } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const suspendExamples = `
Examples:
  groundwork suspend dev --reason "the database is being moved" --for 2h
  groundwork suspend dev --reason "waits for the vendor" --until 2026-01-31T18:00Z

Nothing of it is fetched, applied, corrected or deleted until groundwork resume. Who did it, why and until when is written down in the
cluster, and shown by groundwork status, tree and up. Nothing ends by itself: a suspension past its time is shown as overdue.
A suspension for good belongs in environment.yaml: sync.suspend.
Exit codes: 0 suspended, 2 wrong flags or declaration, 4 not allowed, 5 a cluster does not answer.`;

/** `groundwork suspend`: keeps sync agents from their clusters. */
export function suspendCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    withAgentFlags(new Command("suspend"))
      .description("Keep sync agents from changing their clusters, with a reason that others see.")
      .argument("<environment...>", "those whose agents are to stop")
      .addOption(new Option("--reason <text>", "why, for others").argParser(reasonText).makeOptionMandatory())
      .addOption(new Option("--until <time>", "until when it is meant, with a zone").argParser(time).conflicts("for"))
      .addOption(new Option("--for <duration>", "how long it is meant for, such as 90m or 48h").argParser(duration))
      .addHelpText("after", suspendExamples)
      .action(async (environments: readonly string[], flags: SuspendFlags) => {
        const { runSuspend } = await import("./agents-run.ts");
        finish(await runSuspend(environments, flags, { ...wiring, ...host }));
      });
}

const resumeExamples = `
Examples:
  groundwork resume dev
  groundwork resume dev && groundwork reconcile dev

Exit codes: 0 resumed, 2 a declaration is wrong, 4 not allowed, or suspended in environment.yaml, 5 a cluster does not answer.`;

/** `groundwork resume`: lets suspended sync agents go on. */
export function resumeCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    withAgentFlags(new Command("resume"))
      .description("Let suspended sync agents go on.")
      .argument("<environment...>", "those whose agents are to go on")
      .addHelpText("after", resumeExamples)
      .action(async (environments: readonly string[], flags: AgentFlags) => {
        const { runResume } = await import("./agents-run.ts");
        finish(await runResume(environments, flags, { ...wiring, ...host }));
      });
}
