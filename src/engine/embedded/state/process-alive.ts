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
  const entry = await tableEntry(pid);
  if (entry === undefined) return true;
  const clockTolerance = 2000;
  return !entry.ended && (Number.isNaN(then.getTime()) || entry.began <= then.getTime() + clockTolerance);
}

interface TableEntry {
  /** The process has ended and nobody has asked how: containers without an init process keep such ones for good. */
  readonly ended: boolean;
  /** Milliseconds since 1970. */
  readonly began: number;
}

/** From Linux' process table; `undefined` elsewhere. */
async function tableEntry(pid: number): Promise<TableEntry | undefined> {
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
    return Number.isFinite(began) ? { ended: fields[0] === "Z" || fields[0] === "X", began } : undefined;
  } catch {
    return undefined;
  }
}
