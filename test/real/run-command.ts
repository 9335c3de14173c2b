import { type ChildProcess, execFile, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import type { RealPulumi } from "./pulumi-cli.ts";

export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A command that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** `pulumi` in a project's folder, with more variables than those of the run. */
export function pulumiIn(
  { command, environment }: RealPulumi,
  cwd: string,
  variables: Readonly<Record<string, string>>,
): (...args: readonly string[]) => Running {
  return (...args) => startCommand(command, args, { cwd, env: { ...environment, ...variables } });
}

export function startCommand(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Running {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? -1));
  });
  const finished = Promise.all([exited, text(child.stdout), text(child.stderr)]).then(([code, out, err]) => ({
    code,
    out,
    err,
  }));
  return { child, finished };
}

/** Ends a command without a warning, and then what it had started: plugins of the Pulumi CLI outlive it for minutes. */
export async function killWithDescendants({ child, finished }: Running): Promise<void> {
  const descendants = await descendantsOf(child.pid ?? 0);
  child.kill("SIGKILL");
  for (const pid of descendants) endIfThere(pid);
  await finished;
}

async function descendantsOf(ancestor: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  const processes = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/u).map(Number));
  const found = [ancestor];
  for (const parent of found) for (const [pid = 0, ppid] of processes) if (ppid === parent) found.push(pid);
  return found.slice(1);
}

function endIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}
