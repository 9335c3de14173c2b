import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isRunning } from "../../../src/lib/index.ts";

export interface LockSettings {
  /** Hears now and then which process has the lock. */
  readonly onWait: (pid: number) => void;
  /** Ends the waiting, not the work. */
  readonly signal?: AbortSignal;
}

/** Does the work while no other process changes the cache. A lock whose process is gone is taken over. */
export async function whileLocked<T>(cache: string, settings: LockSettings, work: () => Promise<T>): Promise<T> {
  await mkdir(cache, { recursive: true });
  const lock = path.join(cache, "lock");
  await acquire(lock, settings);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function acquire(lock: string, { onWait, signal }: LockSettings): Promise<void> {
  const own = JSON.stringify({ pid: process.pid, since: new Date().toISOString() });
  for (;;) {
    try {
      return await writeFile(lock, own, { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const text = await readFile(lock, "utf8").catch(() => "");
    const { pid, since } = ownerIn(text);
    if (text !== "" && !(await isRunning({ pid, seenAt: new Date(since) }))) {
      await rm(lock, { force: true });
      continue;
    }
    onWait(pid);
    await delay(500, undefined, { ...(signal && { signal }) });
  }
}

/** A lock file without an owner is still being written. */
function ownerIn(text: string): { readonly pid: number; readonly since: string } {
  try {
    return JSON.parse(text) as { pid: number; since: string };
  } catch {
    return { pid: 0, since: "" };
  }
}
