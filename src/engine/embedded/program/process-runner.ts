import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { messageOf } from "../../../lib/index.ts";
import { launchOf, verifyProgram } from "./launch.ts";
import type { ProgramEnd, ProgramRun, ProgramRunner, RunningProgram } from "./program-runner.ts";

/** The SDK's launcher ends with this when it has told the user what is wrong. */
const toldExitCode = 32;

/** How long a program may take to end by itself once it was asked to. */
const graceMilliseconds = 2_000;

/** Runs each program in a process of its own. Nothing of one run is left for the next. */
export function processRunner(environment: Readonly<Record<string, string | undefined>>): ProgramRunner {
  return {
    verify: verifyProgram,
    start: async (run) => await Promise.resolve(startProcess(run, environment)),
  };
}

function startProcess(run: ProgramRun, environment: Readonly<Record<string, string | undefined>>): RunningProgram {
  const launch = launchOf(run);
  // A group of its own: what the program starts is ended with it.
  const child = spawn(process.execPath, launch.args, {
    cwd: launch.folder,
    env: { ...environment, ...launch.environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const printed = [
    forward(child.stdout, (line) => run.onOutput(line, "stdout")),
    forward(child.stderr, (line) => run.onOutput(line, "stderr")),
  ];
  const exited = new Promise<ProgramEnd>((resolve) => {
    child.once("error", (error) => resolve({ kind: "failed", told: false, reason: messageOf(error) }));
    child.once("exit", (code, signal) => resolve(endOf(code, signal)));
  });
  const ended = (async () => {
    const end = await exited;
    // A grandchild may hold the pipes open for as long as it lives; it goes with the group.
    killGroup(child, "SIGKILL");
    await Promise.all(printed);
    return end;
  })();
  return {
    ended,
    async stop() {
      killGroup(child, "SIGTERM");
      const killer = setTimeout(() => killGroup(child, "SIGKILL"), graceMilliseconds);
      await ended;
      clearTimeout(killer);
    },
  };
}

async function forward(stream: Readable, onLine: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) onLine(line);
}

function endOf(code: number | null, signal: NodeJS.Signals | null): ProgramEnd {
  if (code === 0) return { kind: "finished" };
  if (code === toldExitCode) return { kind: "failed", told: true };
  const how = signal ? `was ended by ${signal}` : `exited with code ${code}`;
  return { kind: "failed", told: false, reason: `The program ${how}.` };
}

function killGroup({ pid, exitCode, signalCode }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The whole group has ended already.
    if (exitCode === null && signalCode === null) return;
  }
}
