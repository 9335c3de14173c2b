import { EventEmitter } from "node:events";
import type { Command } from "commander";
import {
  type CommandHosts,
  type CommandWiring,
  everyCommand,
  runCommandLine,
  type Terminal,
} from "../../../src/cli/index.ts";

/** One command that does something, and a command line that reaches what it does. */
export interface CommandLine {
  readonly path: string;
  readonly argv: readonly string[];
  readonly command: Command;
}

/** Arguments that a command needs although its definition does not require them. */
const needed: Readonly<Record<string, readonly string[]>> = {
  destroy: ["--env", "dev"],
  kubediff: ["--env", "dev"],
  "leases release": ["--owner", "up-1"],
  "local set": ["labels.a=b"],
};

/** Arguments of commands that take none of the usual ones. */
const given: Readonly<Record<string, readonly string[]>> = { "local quota set": ["CPUS", "8"] };

/** They use no host that could fail or block: `completion` prints its own definitions, `report` and `respond` read files. */
const asksNothing = ["completion", "report", "respond"];

/** They do something themselves, and have commands below them. */
const actBesideOthers = ["bootstrap"];

/** A command line for each command that uses a host. */
export function everyCommandLine(): readonly CommandLine[] {
  const hosts = hostsThat(() => Promise.reject(new Error("not run")));
  return everyCommand(hosts).flatMap((define) =>
    leavesOf(
      define(wiringOf(quietTerminal([], [])), () => {}),
      [],
    ),
  );
}

function leavesOf(command: Command, parents: readonly string[]): readonly CommandLine[] {
  const words = [...parents, command.name()];
  const below = command.commands.flatMap((each) => leavesOf(each, words));
  const path = words.join(" ");
  if (command.commands.length > 0 && !actBesideOthers.includes(path)) return below;
  if (asksNothing.includes(path)) return [];
  const args = given[path] ?? command.registeredArguments.filter(({ required }) => required).map(() => "dev");
  const options = command.options
    .filter(({ mandatory }) => mandatory)
    .flatMap(({ long, argChoices }) => [long ?? "", argChoices?.[0] ?? "small"]);
  return [...below, { path, argv: [...words, ...args, ...options, ...(needed[path] ?? [])], command }];
}

/** Hosts whose functions all do the same. */
export function hostsThat(happens: () => Promise<never>): CommandHosts {
  return {
    driver: {
      prewarmPrograms: async () => {},
      openDriver: happens,
      openRepository: happens,
      openCommands: happens,
      openCommits: happens,
      openNotifiers: happens,
      openRecord: happens,
      openLeases: happens,
      openFiles: happens,
      openBootstrap: happens,
      openComparison: happens,
      openForge: async () => undefined,
      runTests: happens,
      diagnose: happens,
      fix: happens,
    },
    local: { openLocal: happens },
    stack: { begin: happens, open: happens, readInput: happens },
  };
}

export function quietTerminal(out: string[], err: string[]): Terminal {
  return {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    interactive: false,
    color: false,
    columns: 100,
    redraw() {},
    ask: () => Promise.reject(new Error("Nobody answers.")),
  };
}

export function wiringOf(terminal: Terminal): CommandWiring {
  const { signal } = new AbortController();
  return {
    version: "1",
    cwd: "/cwd",
    terminal,
    signal,
    onInterrupt: () => () => {},
    withoutMachinePaths: (text: string) => text,
  };
}

/** Runs a command line on hosts whose functions all throw `thrown`. */
export async function runFailing(argv: readonly string[], thrown: unknown) {
  const [out, err]: [string[], string[]] = [[], []];
  // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what is thrown is the input of the test
  const hosts = hostsThat(() => Promise.reject(thrown));
  const code = await runCommandLine(argv, wiringOf(quietTerminal(out, err)), everyCommand(hosts));
  return { code, out: out.join("\n"), err: err.join("\n") };
}

/** The part of a process that handles signals. */
export class SignalledProcess extends EventEmitter {
  /** Whether the signal has a handler; without one the kernel ends the process. */
  handles(signal: NodeJS.Signals): boolean {
    return this.listenerCount(signal) > 0;
  }
}
