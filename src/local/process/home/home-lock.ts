import { link, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import {
  cleaningUp,
  createdAnew,
  identityOf,
  isRunning,
  makeFolder,
  type ProcessIdentity,
} from "../../../lib/index.ts";
import { HomeIsServed } from "./errors.ts";

/** A takeover lasts microseconds; one that is older was left behind by a process that died in it. */
const TAKEOVER_IS_STALE_MILLISECONDS = 5_000;
const TAKEOVER_POLL_MILLISECONDS = 20;

/**
 * Makes this process the only one that serves `home`, until {@link HomeLock.release} or its death.
 *
 * The lock file appears whole (it is linked into place) and holds the owner's pid and start time, so that a lock of a
 * process that is gone is recognized even when its pid was given to another one.
 *
 * @throws {HomeIsServed} when a living process has it.
 */
export async function lockHome(home: string): Promise<HomeLock> {
  await makeFolder(home, 0o700);
  const file = lockFile(home);
  const me = await identityOf(process.pid);
  const draft = `${file}.${me.pid}`;
  await writeFile(draft, JSON.stringify(me), { mode: 0o600 });
  return await cleaningUp(
    async () => {
      for (;;) {
        if (await createdAnew(() => link(draft, file))) return { release: () => rm(file, { force: true }) };
        const owner = await ownerOf(file);
        if (owner !== undefined && (await isRunning(owner))) throw new HomeIsServed({ home, pid: owner.pid });
        await removeStale(file, draft);
      }
    },
    () => rm(draft, { force: true }),
  );
}

export interface HomeLock {
  release(): Promise<void>;
}

/** The living process that serves `home`, from the moment on which it took it. */
export async function lockOwner(home: string): Promise<ProcessIdentity | undefined> {
  const owner = await ownerOf(lockFile(home));
  return owner !== undefined && (await isRunning(owner)) ? owner : undefined;
}

function lockFile(home: string): string {
  return path.join(home, "local.lock");
}

/**
 * Removes a dead owner's lock. Processes that find the same dead owner take turns, and each reads the lock again first.
 */
async function removeStale(file: string, draft: string): Promise<void> {
  const takeover = `${file}.takeover`;
  if (!(await createdAnew(() => link(draft, takeover)))) {
    const age = await stat(takeover).then(
      ({ ctimeMs }) => Date.now() - ctimeMs,
      () => 0,
    );
    if (age > TAKEOVER_IS_STALE_MILLISECONDS) await rm(takeover, { force: true });
    else await wait(TAKEOVER_POLL_MILLISECONDS);
    return;
  }
  return await cleaningUp(
    async () => {
      const owner = await ownerOf(file);
      if (owner === undefined || !(await isRunning(owner))) await rm(file, { force: true });
    },
    () => rm(takeover, { force: true }),
  );
}

async function ownerOf(file: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as ProcessIdentity;
  } catch {
    return undefined; // A lock file that is gone or unreadable counts as no lock.
  }
}
