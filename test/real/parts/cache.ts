import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isRunning } from "../../../src/lib/index.ts";

/** Where built parts are kept for all checkouts of this user. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const base = environment["XDG_CACHE_HOME"];
  return path.join(base && path.isAbsolute(base) ? base : path.join(homedir(), ".cache"), "groundwork", "real");
}

const building = ".building-";

/**
 * A folder of `cache` that `fill` has filled completely, or none: it is filled under another name and renamed.
 * One process at a time fills; a lock whose process is gone is taken over.
 */
export async function published(
  cache: string,
  name: string,
  { fill, onWait }: { readonly fill: (folder: string) => Promise<void>; readonly onWait: (pid: number) => void },
): Promise<string> {
  const folder = path.join(cache, name);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const lock = path.join(cache, "lock");
  await acquire(lock, onWait);
  try {
    if (existsSync(folder)) return folder;
    for (const left of await readdir(cache))
      if (left.startsWith(building)) await rm(path.join(cache, left), { recursive: true });
    const temporary = path.join(cache, `${building}${name}-${randomUUID()}`);
    await mkdir(temporary);
    try {
      await fill(temporary);
      await rename(temporary, folder);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
    return folder;
  } finally {
    await rm(lock, { force: true });
  }
}

async function acquire(lock: string, onWait: (pid: number) => void): Promise<void> {
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
    await delay(500);
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
