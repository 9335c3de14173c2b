import { readFile } from "node:fs/promises";

/**
 * Whether the process that had `pid` at `then` still runs on this host.
 *
 * Numbers are given again, in containers within minutes: where the system says when a process began, one that began after
 * `then` is another one.
 */
export async function isRunning(pid: number, then: Date): Promise<boolean> {
  if (pid <= 0) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // No permission to signal it means that it is there.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  const began = await startOf(pid);
  const clockTolerance = 2000;
  return began === undefined || Number.isNaN(then.getTime()) || began <= then.getTime() + clockTolerance;
}

/** Milliseconds since 1970, from Linux' process table; `undefined` elsewhere. */
async function startOf(pid: number): Promise<number | undefined> {
  try {
    const [ownLine, systemLines] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile("/proc/stat", "utf8"),
    ]);
    // The second field is the command in parentheses and may itself hold spaces and parentheses.
    const fields = ownLine.slice(ownLine.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[19]);
    const boot = Number(/^btime (\d+)$/mu.exec(systemLines)?.[1]);
    const ticksPerSecond = 100;
    const began = (boot + ticks / ticksPerSecond) * 1000;
    return Number.isFinite(began) ? began : undefined;
  } catch {
    return undefined;
  }
}
