import { didYouMean, nearestName } from "../lib/nearest-name.ts";
import {
  type Command,
  type CommandProblem,
  type CommandVerb,
  commandText,
  commandUsages,
  commandVerbs,
  type SaidCommand,
} from "./command.ts";
import { commandLines, mayHoldCommand } from "./command-lines.ts";

/** Characters of a comment that are read. Commands are short, and Markdown of any length takes time to read. */
const longestComment = 16_384;

/** Commands of one comment that are read. */
const mostCommands = 10;

/** Environments are named as their folders are. */
const environmentName = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/u;
const commitName = /^[0-9a-f]{7,64}$/u;

/**
 * What a comment asks for, line by line. Empty for a comment without a command.
 *
 * A line counts where it begins with `/groundwork` and is plain text of the comment; its arguments are a closed grammar, and nothing of
 * it is ever given to a shell or a program.
 */
export function parseComment(comment: string): readonly SaidCommand[] {
  if (!mayHoldCommand(comment)) return [];
  if (comment.length > longestComment)
    return [
      problem(
        "comment-too-long",
        `Comments with commands are read up to ${longestComment} characters: write a shorter one.`,
      ),
    ];
  const lines = commandLines(comment);
  const said = lines.slice(0, mostCommands).map(parseLine);
  if (lines.length <= mostCommands) return said;
  return [
    ...said,
    problem("too-many-commands", `A comment may hold ${mostCommands} commands: the others were left out.`),
  ];
}

/** What the forge's CI looks for in a comment before it starts the job of a command: one blank stands before the verb. */
const begins = /^\/groundwork(?: \S|$)/u;

function parseLine(line: string): SaidCommand {
  if (!begins.test(line))
    return problem("unknown-command", `Exactly one blank has to stand behind the word /groundwork. ${askForHelp}`);
  const [, word = "help", ...written] = line.trim().split(/[ \t]+/u);
  const verb = commandVerbs.find((each) => each === word);
  if (verb === undefined) {
    const near = didYouMean(nearestName(word, commandVerbs));
    return problem("unknown-command", `There is no command ${shown(word)}${near}. ${askForHelp}`);
  }
  const read = readArguments(verb, written);
  if ("code" in read) return { kind: "problem", problem: read };
  const { least, most } = commandUsages[verb].names;
  if (read.environments.length < least)
    return problem("argument-missing", `${verb} needs the name of an environment: ${usageOf(verb)}`);
  if (read.environments.length > most)
    return problem(
      "argument-too-much",
      `${verb} takes ${most === 0 ? "no environment" : `at most ${most} of them`}: ${usageOf(verb)}`,
    );
  return { kind: "command", command: read, text: commandText(read) };
}

/** Environments stand bare, or behind `--env`. */
function readArguments(verb: CommandVerb, written: readonly string[]): Command | CommandProblem {
  const environments: string[] = [];
  let commit: string | undefined;
  const rest = written.flatMap((each) => splitFlag(each));
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--commit" && commandUsages[verb].takesCommit) {
      const named = rest.shift()?.toLowerCase();
      if (named === undefined || !commitName.test(named))
        return {
          code: "no-such-commit",
          message: `--commit needs at least 7 digits of a commit's id: ${usageOf(verb)}`,
        };
      commit = named;
      continue;
    }
    if (word.startsWith("-") && word !== "--env")
      return { code: "unknown-argument", message: `${verb} has no ${shown(word)}: ${usageOf(verb)}` };
    const name = word === "--env" ? rest.shift() : word;
    if (name === undefined)
      return { code: "argument-missing", message: `--env needs the name of an environment: ${usageOf(verb)}` };
    if (!environmentName.test(name))
      return { code: "no-such-name", message: `${shown(name)} is no name of an environment.` };
    if (!environments.includes(name)) environments.push(name);
  }
  return { verb, environments, ...(commit !== undefined && { commit }) };
}

function splitFlag(word: string): readonly string[] {
  const equals = word.indexOf("=");
  return word.startsWith("--") && equals > 0 ? [word.slice(0, equals), word.slice(equals + 1)] : [word];
}

const askForHelp = "/groundwork help lists what there is.";

function usageOf(verb: CommandVerb): string {
  return commandUsages[verb].usage;
}

function problem(code: CommandProblem["code"], message: string): SaidCommand {
  return { kind: "problem", problem: { code, message } };
}

/** What a person wrote, for a message: cut, and in characters that are neither Markdown nor control characters. */
function shown(word: string): string {
  const plain = word.slice(0, 40).replaceAll(/[^A-Za-z0-9._=-]/gu, "?");
  return word.length > 40 ? `${plain}…` : plain;
}
