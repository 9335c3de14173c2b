import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { messageOf } from "../../../../lib/index.ts";
import { type ConfinedProcess, type Limits, limitText } from "../../../../sandbox/index.ts";
import type { Environment } from "../launch/sdk-start.ts";
import type { ProgramEnd, ProgramRun, RunningProgram } from "../program-runner.ts";
import type { Confinement } from "./process-settings.ts";

/** The SDK's launcher exits with this code when it has sent the reason to the engine as an error message. */
const reportedExitCode = 32;

/** How long after SIGTERM a program is killed. */
const graceMilliseconds = 2_000;

/** How Node is started for a program. */
export interface NodeCommand {
  /** Executable of Node. */
  readonly node: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Environment;
  /** Descriptors: standard output and error are pipes. */
  readonly stdio: StdioOptions;
  /** Confines the process, which may read these files and folders. */
  readonly confined?: Confinement & { readonly readable: readonly string[] };
}

/** A process that leads a process group, so that what the program starts can be ended with it. */
export class ProcessGroup {
  readonly child: ChildProcess;
  /** How the process ended. Never rejects. */
  readonly exited: Promise<ProgramEnd>;

  readonly #confined: ConfinedProcess | undefined;
  #brokenOff: string | undefined;

  constructor(command: NodeCommand) {
    const { node, args, folder, environment, stdio, confined } = command;
    this.#confined = confined && startConfined(command, confined);
    this.child = this.#confined?.child ?? spawn(node, args, { cwd: folder, env: environment, stdio, detached: true });
    this.exited = new Promise((resolve) => {
      this.child.once("error", (error) => resolve({ kind: "failed", reported: false, reason: messageOf(error) }));
      this.child.once("exit", (code, signal) => resolve(this.#endOf(confined?.limits) ?? endOf(code, signal)));
    });
  }

  /** Ends a process that does what no SDK does. @param what it has done, as a part of a sentence. */
  breakOff(what: string): void {
    this.#brokenOff = what;
    this.kill("SIGKILL");
  }

  #endOf(limits: Limits | undefined): ProgramEnd | undefined {
    const because = (reason: string) => ({ kind: "failed", reported: false, reason }) as const;
    const limit = this.#confined?.exceeded;
    if (limit && limits)
      return because(`The program comes from outside and ${limitText(limit, limits)}, so it was ended.`);
    if (this.#brokenOff !== undefined) return because(`The program was ended because it has ${this.#brokenOff}.`);
    return undefined;
  }

  get output(): { readonly stdout: Readable; readonly stderr: Readable } {
    const { stdout, stderr } = this.child;
    if (!stdout || !stderr) throw new Error("A program's output is always a pipe.");
    return { stdout, stderr };
  }

  /** Sends a signal to the process and everything that it has started. */
  kill(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      // A confined program is the first process of its namespace, which SIGTERM does not end by itself.
      process.kill(-pid, this.#confined ? "SIGKILL" : signal);
    } catch {
      // The whole group has ended already.
    }
  }

  /**
   * The group as a program's run from here on.
   *
   * @param release frees what belongs to the process once it has ended.
   */
  follow(started: RunningProgram["started"], onOutput: ProgramRun["onOutput"], release: () => void): RunningProgram {
    const { stdout, stderr } = this.output;
    const printed = [
      forward(stdout, (line) => onOutput(line, "stdout")),
      forward(stderr, (line) => onOutput(line, "stderr")),
    ];
    const ended = (async () => {
      const end = await this.exited;
      // A process that the program has started may hold the output open for as long as it lives.
      this.kill("SIGKILL");
      await Promise.all(printed);
      release();
      return end;
    })();
    return { started, ended, stop: async () => await this.end(ended) };
  }

  /** Asks the process to end, and kills it when it takes long. @param ended settles when all that belongs to it has ended. */
  async end(ended: Promise<unknown>): Promise<void> {
    this.kill("SIGTERM");
    const killer = setTimeout(() => this.kill("SIGKILL"), graceMilliseconds);
    await ended;
    clearTimeout(killer);
  }
}

function startConfined(
  { node, args, folder, environment, stdio }: NodeCommand,
  { sandbox, limits, readable }: NonNullable<NodeCommand["confined"]>,
): ConfinedProcess {
  const given = Object.entries(environment).filter((each): each is [string, string] => each[1] !== undefined);
  return sandbox.start({
    executable: node,
    args,
    folder,
    readable,
    environment: Object.fromEntries(given),
    stdio,
    limits,
  });
}

async function forward(stream: Readable, onLine: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) onLine(line);
}

function endOf(code: number | null, signal: NodeJS.Signals | null): ProgramEnd {
  if (code === 0) return { kind: "finished" };
  if (code === reportedExitCode) return { kind: "failed", reported: true };
  const how = signal ? `was ended by ${signal}` : `exited with code ${code}`;
  return { kind: "failed", reported: false, reason: `The program ${how}.` };
}
