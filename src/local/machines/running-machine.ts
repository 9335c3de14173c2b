import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { namespaceRemedy, namespaceSettings, withoutInherited } from "../../lib/index.ts";
import { bootCommand, type CommandLine, enterCommand } from "./boot-steps.ts";
import { LocalMachineCommandFailed, LocalMachineDidNotBoot } from "./errors.ts";
import type { MachinePlaces } from "./mounts.ts";
import { type Requirements, type SshServer, searchPath } from "./requirements.ts";

export interface RunningMachine {
  readonly id: string;
  readonly name: string;
  /** Public. */
  readonly hostKey: string;
  readonly server: SshServer;
  /** Its first process, by its number on the host. */
  readonly process: number;
  /** Resolves when it has ended, also by itself. */
  readonly ended: Promise<void>;
  /** Ends it with all of its processes. */
  end(): Promise<void>;
}

interface Boot {
  readonly id: string;
  readonly name: string;
  readonly hostKey: string;
  readonly places: MachinePlaces;
  readonly required: Requirements;
  readonly fresh: boolean;
}

/** In milliseconds. */
const limit = 60_000;
const mostWords = 4_096;

/** @throws {LocalMachineDidNotBoot} */
export async function boot({ id, name, hostKey, places, required, fresh }: Boot): Promise<RunningMachine> {
  const { command, args } = bootCommand(name, places, { ...required, fresh });
  const child = spawn(command, [...args], {
    cwd: "/",
    env: { PATH: searchPath, LC_ALL: "C" },
    stdio: withoutInherited("pipe"),
    // An interruption of the terminal is none of the machine's.
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()).once("error", () => resolve()));
  const end = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  const problem = await problemOfBoot(child);
  const process = problem === undefined ? firstProcess(child.pid ?? 0) : undefined;
  if (process === undefined) {
    await end();
    const why = problem ?? "its first process is gone";
    throw new LocalMachineDidNotBoot({ machine: name, problem: why, remedy: namespaceRemedy(namespaceSettings()) });
  }
  return { id, name, hostKey, server: required.server, process, ended, end };
}

async function problemOfBoot(child: ChildProcess): Promise<string | undefined> {
  const words = wordsOf(child);
  child.stdin?.on("error", () => undefined);
  const timer = setTimeout(() => child.kill("SIGKILL"), limit);
  try {
    return await new Promise<string | undefined>((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.stdout?.once("data", () => resolve(undefined));
      child.once("close", (code, signal) => resolve(firstLine(words()) ?? `it ended with ${String(code ?? signal)}`));
    });
  } finally {
    clearTimeout(timer);
  }
}

/** What it has said on standard error so far. */
function wordsOf(child: ChildProcess): () => string {
  let words = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(0, mostWords);
  });
  return () => words;
}

function firstLine(words: string): string | undefined {
  const [line] = words.split("\n").filter((each) => each.trim() !== "");
  return line?.trim().replace(/\.$/u, "");
}

/** The child of `unshare` that is number 1 in its own namespace; others are what gave the ids away. */
function firstProcess(parent: number): number | undefined {
  const children = textOf(`/proc/${parent}/task/${parent}/children`).trim().split(" ").map(Number);
  return children.find((each) => /^NSpid:.*\s1$/mu.test(textOf(`/proc/${each}/status`)));
}

/** Empty for a process that has ended meanwhile. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/**
 * Runs a command in a machine as its root, until it ends.
 *
 * @throws {LocalMachineCommandFailed}
 */
export async function runIn(process: number, command: readonly string[]): Promise<void> {
  const [nsenter = "", ...args] = enterCommand(process, command);
  await succeeds({ command: nsenter, args });
}

/** @throws {LocalMachineCommandFailed} */
export async function succeeds({ command, args }: CommandLine): Promise<void> {
  const child = spawn(command, [...args], {
    env: { PATH: searchPath, LC_ALL: "C" },
    cwd: "/",
    timeout: limit,
    stdio: withoutInherited(["ignore", "ignore", "pipe"]),
  });
  const words = wordsOf(child);
  const ended = await new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(String(code ?? signal)));
  });
  if (ended !== "0")
    throw new LocalMachineCommandFailed({ command, problem: firstLine(words()) ?? `it ended with ${ended}` });
}
