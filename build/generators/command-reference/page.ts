import type { Argument, Command, Option } from "commander";
import { alternatives, code, fence, headingId, markdownTable } from "../markdown.ts";

/** The page about every command; `exitCodes` is the table that holds for all of them. */
export function commandPage(commands: readonly Command[], exitCodes: string): string {
  const leaves = commands.flatMap((command) => leavesOf(command, ["groundwork"]));
  const contents = markdownTable(
    ["command", "what it does"],
    leaves.map(({ words, command }) => {
      const name = words.join(" ");
      return [`[\`${name}\`](#${headingId(name)})`, sentence(command.description())];
    }),
  );
  return [
    "# The commands",
    "<!-- Generated from the commands' definitions in src/cli. Write it again with: npm run generate -->",
    contents,
    `## Exit codes\n\nThey mean the same for every command, and a number never changes its meaning.\n\n${exitCodes}`,
    "Every command ends with `-h, --help`; `groundwork --version` prints the version.",
    ...leaves.map(commandText),
    "",
  ].join("\n\n");
}

interface Leaf {
  readonly words: readonly string[];
  readonly command: Command;
}

/** Commands that do something, below those that only hold others. */
function leavesOf(command: Command, parents: readonly string[]): readonly Leaf[] {
  const words = [...parents, command.name()];
  return command.commands.length > 0 ? command.commands.flatMap((each) => leavesOf(each, words)) : [{ words, command }];
}

function commandText({ words, command }: Leaf): string {
  const aliases = command.aliases().map((alias) => code([...words.slice(0, -1), alias].join(" ")));
  return [
    `## \`${words.join(" ")}\``,
    sentence(command.description()) + (aliases.length > 0 ? ` Also: ${alternatives(aliases)}.` : ""),
    fence("sh", `${words.join(" ")} ${command.usage()}`),
    argumentTable(command.registeredArguments),
    optionTable(command.options),
    helpAfter(command),
  ]
    .filter(Boolean)
    .join("\n\n");
}

function argumentTable(args: readonly Argument[]): string {
  if (args.length === 0) return "";
  return markdownTable(
    ["argument", "meaning"],
    args.map((argument) => [code(argument.name()), described(argument)]),
  );
}

function optionTable(options: readonly Option[]): string {
  const shown = options.filter(({ hidden }) => !hidden);
  if (shown.length === 0) return "";
  return markdownTable(
    ["option", "meaning", "default"],
    shown.map((option) => [code(option.flags), described(option), defaultOf(option)]),
  );
}

function described({ description, argChoices }: Pick<Option, "description" | "argChoices">): string {
  const choices = argChoices ? `one of ${argChoices.map(code).join(", ")}` : "";
  return [description, choices].filter(Boolean).join("; ");
}

function defaultOf({ defaultValue, defaultValueDescription, mandatory, negate }: Option): string {
  if (mandatory && defaultValue === undefined) return "required";
  if (defaultValueDescription !== undefined) return defaultValueDescription;
  return defaultValue === undefined || negate ? "" : code(String(defaultValue));
}

/** The examples and notes that `--help` prints below the options. */
function helpAfter(command: Command): string {
  const texts: string[] = [];
  command.configureOutput({ writeOut: (text) => texts.push(text) }).outputHelp();
  // The first write is the help that commander makes of the definition.
  const text = texts.slice(1).join("").trim();
  return text === "" ? "" : fence("text", text);
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return text === "" || text.endsWith(".") ? first : `${first}.`;
}
