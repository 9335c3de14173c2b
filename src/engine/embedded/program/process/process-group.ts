import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { messageOf } from "../../../../lib/index.ts";
import type { Environment } from "../launch/sdk-start.ts";
import type { ProgramEnd, ProgramRun, RunningProgram } from "../program-runner.ts";

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
}

/** A process that leads a process group, so that what the program starts can be ended with it. */
export class ProcessGroup {
  readonly child: ChildProcess;
  /** How the process ended. Never rejects. */
  readonly exited: Promise<ProgramEnd>;

  constructor({ node, args, folder, environment, stdio }: NodeCommand) {
    this.child = spawn(node, args, { cwd: folder, env: environment, stdio, detached: true });
    this.exited = new Promise((resolve) => {
      this.child.once("error", (error) => resolve({ kind: "failed", reported: false, reason: messageOf(error) }));
      this.child.once("exit", (code, signal) => resolve(endOf(code, signal)));
    });
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
      process.kill(-pid, signal);
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

async function forward(stream: Readable, onLine: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) onLine(line);
}

function endOf(code: number | null, signal: NodeJS.Signals | null): ProgramEnd {
  if (code === 0) return { kind: "finished" };
  if (code === reportedExitCode) return { kind: "failed", reported: true };
  const how = signal ? `was ended by ${signal}` : `exited with code ${code}`;
  return { kind: "failed", reported: false, reason: `The program ${how}.` };
}
