import { readFile } from "node:fs/promises";

/** A process, told apart from a later one with the same pid where the system says when it started. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot, from `/proc`; absent on systems without it. */
  readonly startedAt?: string;
}

export function thisProcess(): Promise<ProcessIdentity> {
  return identityOf(process.pid);
}

export async function identityOf(pid: number): Promise<ProcessIdentity> {
  const startedAt = await startOf(pid);
  return { pid, ...(startedAt !== undefined && { startedAt }) };
}

/** True while that very process runs. A process of another user counts as running. */
export async function isRunning({ pid, startedAt }: ProcessIdentity): Promise<boolean> {
  if (!isThere(pid)) return false;
  if (startedAt === undefined) return true;
  const start = await startOf(pid);
  // It may have ended since the first look, which is not the same as a start that cannot be read.
  return start === undefined ? isThere(pid) : start === startedAt;
}

/** Sends `signal` to that very process; one that has ended needs none. */
export async function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): Promise<void> {
  if (!(await isRunning(identity))) return;
  try {
    process.kill(identity.pid, signal);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ESRCH") throw thrown;
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Field 22 of `/proc/<pid>/stat`; the command in field 2 may hold blanks, so fields are counted from its closing bracket. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "ended" : fields[19];
  } catch {
    return undefined;
  }
}
