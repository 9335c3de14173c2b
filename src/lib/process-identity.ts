import { readFile } from "node:fs/promises";

/**
 * A process of this host, told apart from others that had its number before or get it later.
 *
 * Numbers are given again, in containers within minutes. Where the system does not say when processes began, the number is
 * all there is.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, in clock ticks since the system did, from {@link identityOf}. */
  readonly startedAt?: string;
  /** When the process was seen, if its start is unknown. A process that began later is another one. */
  readonly seenAt?: Date;
}

export async function identityOf(pid: number): Promise<ProcessIdentity> {
  const startedAt = (await entryOf(pid))?.startedAt;
  return { pid, ...(startedAt !== undefined && { startedAt }) };
}

/**
 * True while the very process runs, and when that cannot be found out: it is another user's, or has no number.
 *
 * False for a zombie, which has ended but whose exit code was not read: containers without an init process keep zombies
 * for good.
 */
export async function isRunning({ pid, startedAt, seenAt }: ProcessIdentity): Promise<boolean> {
  if (pid <= 0) return true;
  if (!isThere(pid)) return false;
  const entry = await entryOf(pid);
  // It may have ended since the first look, which is not the same as a system that says nothing.
  if (entry === undefined) return isThere(pid);
  if (entry.ended || (startedAt !== undefined && entry.startedAt !== startedAt)) return false;
  return seenAt === undefined || !(await beganAfter(entry, seenAt));
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
    // No permission to signal it means that it is there.
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

interface TableEntry {
  readonly ended: boolean;
  readonly startedAt: string;
}

/** From Linux' process table; `undefined` elsewhere, and for a process that is not there. */
async function entryOf(pid: number): Promise<TableEntry | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The second field is the command in parentheses and may itself hold spaces and parentheses.
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  const [state, startedAt] = [fields[0], fields[19]];
  return startedAt === undefined ? undefined : { ended: state === "Z" || state === "X", startedAt };
}

async function beganAfter({ startedAt }: TableEntry, moment: Date): Promise<boolean> {
  const table = await readFile("/proc/stat", "utf8").catch(() => "");
  const boot = Number(/^btime (\d+)$/mu.exec(table)?.[1]);
  const ticksPerSecond = 100;
  const clockTolerance = 2_000;
  // No number, and so not later, when the moment or the start of the system is unknown.
  return (boot + Number(startedAt) / ticksPerSecond) * 1_000 > moment.getTime() + clockTolerance;
}
