import { Command, Option } from "commander";
import type { AuditFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { moment, recordFlag } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork audit                                     every run on record, and merges that no run has brought up
  groundwork audit --since 30d --env prod
  groundwork audit --since 2026-07-01 --until 2026-09-30 --markdown audit.md
  groundwork audit --record git --json                 from the record that all jobs share

It asks the record and the commits of the main branch alone, so a fresh clone answers the same as any other. A record that is lost, cannot be
read or does not hold is named, also outside of the period. Days begin in UTC, and a date as --until counts with its whole day.
Exit codes: 0 shown, 2 the period or an environment is wrong, 4 the record was rewritten or removed, 5 a record is lost or the chain is broken, or
the record cannot be read.`;

/** `groundwork audit`: who changed what, when, approved by whom and with what effect. */
export function auditCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    new Command("audit")
      .description("Say who changed what, when, approved by whom and with what effect, from the record and Git alone.")
      .addOption(
        new Option("--since <moment>", "from then on: 30d, 12h, 2026-11-01 or a time").argParser(moment("begin")),
      )
      .addOption(
        new Option("--until <moment>", "before then: the same, a date with its whole day").argParser(moment("end")),
      )
      .option("-e, --env <name...>", "only these environments, also those that Git does not declare any more")
      .option("--all", "list every merge that no run has brought up, and not the newest alone")
      .option("--markdown <file>", "write the report as Markdown too, with the steps of each run")
      .option("--local", "the record of rehearsals")
      .option(...recordFlag)
      .option("-j, --json", "print JSON, with the steps of each run")
      .addHelpText("after", examples)
      .action(async (flags: AuditFlags) => {
        const { runAudit } = await import("./audit-run.ts");
        finish(await runAudit(flags, { ...wiring, ...host }));
      });
}
