import { Argument, Command, Option } from "commander";
import { describe, expect, it } from "vitest";
import { definedCommands } from "../../../build/generators/command-reference/definitions.ts";
import { commandPage } from "../../../build/generators/command-reference/page.ts";

function leavesOf(command: Command): readonly Command[] {
  return command.commands.length > 0 ? command.commands.flatMap(leavesOf) : [command];
}

describe("the commands", () => {
  it("say of each command, argument and option what it is", () => {
    const silent = definedCommands()
      .flatMap(leavesOf)
      .flatMap((command) => [
        ...(command.description() === "" ? [command.name()] : []),
        ...command.registeredArguments
          .filter(({ description, argChoices }) => description === "" && !argChoices)
          .map((argument) => `${command.name()} ${argument.name()}`),
        ...command.options
          .filter(({ description }) => description === "")
          .map(({ flags }) => `${command.name()} ${flags}`),
      ]);
    expect(silent).toEqual([]);
  });
});

describe("the page about commands", () => {
  it("has usage, arguments, options and the notes of the help, for commands below commands too", () => {
    const group = new Command("zoo").addCommand(
      new Command("feed")
        .alias("f")
        .description("give an animal its food")
        .addArgument(new Argument("<animal>", "which one").choices(["ape", "bear"]))
        .addOption(new Option("--food <name>", "what it gets").default("hay"))
        .addOption(new Option("--secret").hideHelp())
        .addHelpText("after", "\nExample:\n  zoo feed ape"),
    );
    const page = commandPage([group], "| exit code |");
    expect(page).toContain("[`groundwork zoo feed`](#groundwork-zoo-feed)");
    expect(page).toContain("Give an animal its food. Also: `groundwork zoo f`.");
    expect(page).toContain("```sh\ngroundwork zoo feed [options] <animal>\n```");
    expect(page).toContain("| `animal` | which one; one of `ape`, `bear` |");
    expect(page).toContain("| `--food <name>` | what it gets | `hay`   |");
    expect(page).toContain("```text\nExample:\n  zoo feed ape\n```");
    expect(page).not.toContain("--secret");
  });
});
