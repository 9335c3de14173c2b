import { Command } from "commander";
import type { CorrectFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { programsOf, withDriverFlags, withForgeFlags } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork correct --dry-run                    what would be done in each environment, and why all else is left
  groundwork correct --env dev
  groundwork correct --forge github               and change requests and issues, where the mode is propose
  groundwork correct --json > correction.json     in a job after groundwork drift --notify
  groundwork correct --resume 0123456789abcdef    two were fighting over it, and a person has ended that

What is done stands in environments/corrections.yaml of the protected branch; an environment that it does not name is only looked at.
correct: what was changed in the cloud is updated back to what is declared, under the lease of the environment and compared again there.
propose: a change request declares what stands, where a field of environment.yaml has the value and a preview shows that nothing else
would change; an issue says what none declares. Both need a forge (--forge).
Nothing is created, replaced or deleted. Where more than atMost resources were changed, nothing is done. After the third correction of the
same resource within 7 days it pauses until a person resumes it: two are fighting. docs/correction.md says all of it.
Exit codes: 0 done, 1 a correction failed, 2 a file is wrong, 3 with --exit-code when something is left to a person, or would be done without
--dry-run; 4 another commit is checked out than one of the protected branch, or the record of runs was rewritten or removed; 5 something is unknown, such
as how often something was corrected; 130 ended by Ctrl-C.`;

/** `groundwork correct`: does with drift what the file of corrections says. */
export function correctCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    withForgeFlags(withDriverFlags(new Command("correct")))
      .description(
        "Undo what was changed in the cloud, or propose to declare it, where environments/corrections.yaml says so.",
      )
      .option("--dry-run", "say what would be done, and do nothing")
      .option("--branch <name>", "the branch that proposals are merged into", "main")
      .option("--resume <fingerprint...>", "let paused corrections go on, and do nothing else")
      .option("--wait-for-lock", "wait for environments that other runs act on")
      .option("--markdown <file>", "write the report as Markdown")
      .option("--exit-code", "end with 3 when something is left to a person")
      .addHelpText("after", examples)
      .action(async (flags: CorrectFlags) => {
        await host.prewarmPrograms(programsOf(flags, wiring, 0));
        const { runCorrect } = await import("./correct-run.ts");
        finish(await runCorrect(flags, { ...wiring, ...host }));
      });
}
