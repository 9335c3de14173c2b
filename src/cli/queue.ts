import { Command } from "commander";
import type { QueueFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { recordFlag, withForgeFlags } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

const examples = `
Examples:
  groundwork queue                                     as this clone knows the branch
  groundwork queue --forge github --json               the branch as the forge has it now
  groundwork queue --tag v1.4.0                        what that tag would bring to the environments that it reaches
  groundwork queue --exit-code && echo "nothing waits"

An environment waits for each commit of the branch that touches it and came after its last successful up. What a run has tried is
not tried again before another merge comes for the environment, or its job is run again.
Exit codes: 0 shown, 5 when it cannot be told; with --exit-code 3 when something waits.`;

/** `groundwork queue`: which environments wait for which merges. */
export function queueCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    withForgeFlags(new Command("queue"))
      .description("Show which environments the newest commit of a branch has not come to, and what they wait for.")
      .option("--branch <name>", "the branch that environments are brought up to", "main")
      .option("--tag <name>", "a tag on the branch: what bringing it up would do")
      .option("--exit-code", "end with 3 when something waits")
      .option("--local", "the runs of rehearsals")
      .option(...recordFlag)
      .option("-j, --json", "print JSON")
      .addHelpText("after", examples)
      .action(async (flags: QueueFlags) => {
        const { runQueue } = await import("./queue-run.ts");
        finish(await runQueue(flags, { ...wiring, ...host }));
      });
}
