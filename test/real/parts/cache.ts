import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, statfs, utimes } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { type LockSettings, whileLocked } from "./cache-lock.ts";

/** Where built parts are kept for all checkouts of this user. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const base = environment["XDG_CACHE_HOME"];
  return path.join(base && path.isAbsolute(base) ? base : path.join(homedir(), ".cache"), "groundwork", "real");
}

const building = ".building-";

/**
 * A folder of `cache` that `fill` has filled completely, or none: it is filled under another name and renamed.
 * One process at a time fills.
 */
export async function published(
  cache: string,
  name: string,
  { fill, ...lock }: LockSettings & { readonly fill: (folder: string) => Promise<void> },
): Promise<string> {
  const folder = path.join(cache, name);
  if (existsSync(folder)) return folder;
  return await whileLocked(cache, lock, async () => {
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
  });
}

/**
 * Removes the builds of `name` but `kept` that no run has used for a day: other checkouts may still be at an older recipe.
 * Marks `kept` as used now.
 */
export async function removeOldBuilds(cache: string, name: string, kept: string): Promise<void> {
  const now = new Date();
  await utimes(path.join(cache, kept), now, now);
  for (const folder of await readdir(cache)) {
    const isBuild = folder.startsWith(`${name}-`) && /^[0-9a-f]{16}$/u.test(folder.slice(name.length + 1));
    if (!isBuild || folder === kept) continue;
    const { mtime } = await stat(path.join(cache, folder));
    if (now.getTime() - mtime.getTime() > dayMilliseconds)
      await rm(path.join(cache, folder), { recursive: true, force: true });
  }
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** Bytes that this user may still write beneath `cache`. */
export async function freeBytes(cache: string): Promise<number> {
  await mkdir(cache, { recursive: true });
  const { bavail, bsize } = await statfs(cache);
  return bavail * bsize;
}
