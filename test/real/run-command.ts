import { type ChildProcess, spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
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

/** Empty without a process table: there the plugins end by themselves, within minutes. */
async function descendantsOf(ancestor: number): Promise<readonly number[]> {
  const parents = new Map<number, number>();
  for (const entry of await readdir("/proc").catch(() => []))
    if (/^\d+$/u.test(entry)) {
      const stat = await readFile(`/proc/${entry}/stat`, "utf8").catch(() => "");
      // The command stands before it in parentheses and may itself hold spaces and parentheses.
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    }
  const found = [ancestor];
  for (const parent of found) for (const [pid, itsParent] of parents) if (itsParent === parent) found.push(pid);
  return found.slice(1);
}

function endIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}
