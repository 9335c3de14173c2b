import { Command, CommanderError } from "commander";
import { GroundworkError, messageOf } from "../lib/index.ts";
import { jsonAsInvoked } from "./as-invoked.ts";
import { asksForJson, asksForJsonLines, errorJson } from "./error-json.ts";
import { ExitCode, exitCodeOf } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";

/** What the composition root gives to every command. A command calls only the members that it needs. */
export interface CommandWiring {
  readonly version: string;
  readonly cwd: string;
  readonly terminal: Terminal;
  /** Aborts at the first Ctrl-C: commands finish what runs and leave. */
  readonly signal: AbortSignal;
  /**
   * Calls the listener at each Ctrl-C with the number of presses so far. Returns a function that removes the listener.
   */
  onInterrupt(listener: (times: number) => void): () => void;
  /**
   * Ends the process as an interruption does when it is still running after this time. Only for commands that change
   * nothing.
   */
  leaveWithin?(milliseconds: number): void;
  /** Aborts when the reader of standard output is gone, so that commands that print without end can end. */
  readonly outputClosed?: AbortSignal;
  /** A text for readers on other machines, without paths of this one. */
  withoutMachinePaths(text: string): string;
  /** Called with the path of the command that is about to run, for example `stack up`. */
  onCommand?(path: string): void;
}

/** Adds one command to the program. Its module may import only what `--help` needs; the rest is imported when it runs. */
export type CommandDefinition = (wiring: CommandWiring, finish: (code: ExitCode) => void) => Command;

/** Runs the command line to its end. Never throws and never exits: the exit code is the result. */
export async function runCommandLine(
  argv: readonly string[],
  wiring: CommandWiring,
  commands: readonly CommandDefinition[],
): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.ok;
  const program = new Command("groundwork")
    .description("Bootstraps whole environments, machines to apps, from one Git repository.")
    .version(wiring.version)
    .exitOverride()
    // Parse `-ry` as `-r -y`, although `-r` takes an optional value.
    .combineFlagAndOptionalValue(false)
    .configureOutput({
      writeOut: (text) => wiring.terminal.out(text.trimEnd()),
      writeErr: (text) => wiring.terminal.err(text.trimEnd()),
    })
    .showSuggestionAfterError()
    .addHelpText("after", () => startingHelp(wiring.terminal.invocation));
  for (const define of commands) {
    const command = define(wiring, (code) => (exitCode = code));
    inherit(command, program);
    program.addCommand(command);
  }
  program.hook("preAction", (_, action) => wiring.onCommand?.(pathOf(action)));
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (thrown) {
    return reportError(thrown, argv, wiring);
  }
}

function startingHelp(invocation = "groundwork"): string {
  if (invocation === "groundwork") return "";
  return `
groundwork is not on PATH here; write it as: ${invocation} <command>
A shell that knows it by its name, with completion: eval "$(${invocation} completion bash)"`;
}

/** Prints an error on standard error, and with `--json` also as a document on standard output. */
export function reportError(
  thrown: unknown,
  argv: readonly string[],
  { terminal, signal }: Pick<CommandWiring, "terminal"> & Partial<Pick<CommandWiring, "signal">>,
): ExitCode {
  // Commander has printed its own message or the help already.
  const isUsage = thrown instanceof CommanderError;
  if (isUsage && thrown.exitCode === 0) return ExitCode.ok;
  // An interrupted command often ends with another error, such as a lock that it no longer waits for.
  const exitCode = isUsage ? ExitCode.invalid : signal?.aborted ? ExitCode.interrupted : exitCodeOf(thrown);
  if (!isUsage)
    terminal.err(`error: ${messageOf(thrown)}${thrown instanceof GroundworkError ? ` (${thrown.code})` : ""}`);
  if (asksForJsonLines(argv)) terminal.out(jsonAsInvoked(errorJson(thrown, exitCode), terminal.invocation, 0));
  else if (asksForJson(argv)) terminal.out(jsonAsInvoked(errorJson(thrown, exitCode), terminal.invocation));
  return exitCode;
}

/** `stack up` */
function pathOf(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${pathOf(parent)} ${command.name()}` : command.name();
}

/** Commands below a command throw and print as the program does, rather than ending the process by themselves. */
function inherit(command: Command, from: Command): void {
  command.copyInheritedSettings(from).exitOverride();
  for (const each of command.commands) inherit(each, command);
}
