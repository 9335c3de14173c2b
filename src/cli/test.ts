import { Command } from "commander";
import type { TestFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import type { CommandDefinition } from "./program.ts";

const testExamples = `
The environments are brought up as the files are on disk, committed or not, on the local cloud and with a state of their own, in a folder
that is removed afterwards, also after Ctrl-C. Tests read what is up with: import { environment } from "@groundwork-iac/groundwork/test"

Examples:
  groundwork test                                  the environment dev, and all tests
  groundwork test --env dev --env hub -- test/topics.test.ts
  groundwork test --keep                           leave everything up, to look at it
Exit codes: that of the tests; 1 the environment did not come up, or could not be destroyed, or types are wrong; 2 no Vitest,
130 interrupted.`;

/** `groundwork test`: a team's own tests against environments that are up. */
export function testCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) =>
    new Command("test")
      .description("Run your own Vitest against environments that are up on the local cloud.")
      .argument("[arguments...]", "after --: arguments of vitest run")
      .option("--env <name...>", "environments to bring up", ["dev"])
      .option("--keep", "leave the environments up")
      .option("--no-types", "do not check the types of the project before")
      .option("-j, --json", "print JSON; the output of the tests goes to standard error")
      .addHelpText("after", testExamples)
      .action(async (args: string[], flags: TestFlags) => {
        const { runTest } = await import("./test-run.ts");
        finish(await runTest(args, flags, { ...wiring, ...host }));
      });
}
