import { Command, Option } from "commander";
import type { ListFlags, NewFlags, ValidateFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { wholeNumber } from "./driver-options.ts";
import type { CommandDefinition } from "./program.ts";

/** `groundwork env …`: the folders under `environments/`, as they are on disk. */
export function envCommand(host: DriverHost): CommandDefinition {
  return (wiring, finish) => {
    const run = () => import("./env-run.ts");
    const all = { ...wiring, ...host };
    const group = new Command("env").description("List, check and add environments: folders under environments/.");
    group
      .command("list")
      .alias("ls")
      .description("list the environments and what each declares")
      .option("-j, --json", "print JSON")
      .addOption(
        new Option("--format <format>", "their names for jobs of a CI")
          .choices(["github-matrix", "lines"])
          .conflicts("json"),
      )
      .addOption(
        new Option("--jobs <count>", "jobs that share them, at most; with --format github-matrix").argParser(
          wholeNumber,
        ),
      )
      .action(async (flags: ListFlags) => finish(await (await run()).listEnvironments(flags, all)));
    group
      .command("validate")
      .argument("[names...]", "only these environments")
      .description("report everything that is wrong, as file:line:column path: what and what is allowed")
      .option("-j, --json", "print JSON")
      .option("--fix", "write planned addresses into environments/addresses.lock.yaml")
      .addHelpText("after", "\nExit codes: 0 valid, 2 not.")
      .action(async (names: string[], flags: ValidateFlags) =>
        finish(await (await run()).validateEnvironments(names, flags, all)),
      );
    group
      .command("new")
      .argument("<name>", "name of the environment: its folder and its stack")
      .description("add a folder with a small environment.yaml and an apps folder")
      .requiredOption("--profile <name>", "profile to start from, for example small")
      .option("--owner <name>", "who to ask about it")
      .option("-j, --json", "print JSON")
      .addHelpText("after", "\nExample:\n  groundwork env new acme --profile small")
      .action(async (name: string, flags: NewFlags) => finish(await (await run()).newEnvironment(name, flags, all)));
    return group;
  };
}
