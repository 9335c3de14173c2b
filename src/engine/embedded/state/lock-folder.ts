import { randomUUID } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describeOwner, type LockOwner, StackLocked } from "../../errors.ts";
import { isRunning } from "./process-alive.ts";
import { readFailure, writeWhole } from "./state-file.ts";
import type { LockRequest, StackLock } from "./store.ts";

/** Attempts before two processes that keep finding each other's lock give up. */
const attempts = 5;
const waitMilliseconds = 500;

interface FoundLock {
  readonly file: string;
  readonly owner: LockOwner;
}

/** How a stack is named in messages, and where its locks are. */
export interface LockPlace {
  readonly stack: string;
  readonly folder: string;
  /** Waits for others instead of refusing. */
  readonly wait: boolean;
}

/**
 * Takes the stack's lock as Pulumi's file backend does: one file per holder; whoever finds another one besides its own steps back.
 *
 * The lock of a process of this host that no longer runs is removed, and said so.
 * @throws {StackLocked}
 */
export async function takeLock(place: LockPlace, { signal, onNotice }: LockRequest = {}): Promise<StackLock> {
  let announced = "";
  for (let attempt = 1; ; attempt++) {
    const before = await heldByOthers(place, undefined, onNotice);
    const own = before.length === 0 ? await writeLock(place) : undefined;
    const others = own === undefined ? before : await heldByOthers(place, own, onNotice);
    if (own !== undefined && others.length === 0) return { release: () => rm(own, { force: true }) };
    if (own !== undefined) await rm(own, { force: true });

    // Whoever met another one only after writing may have met somebody who steps back too: try again a little later.
    if (!place.wait && (before.length > 0 || attempt >= attempts)) throw lockedBy(place, others);
    const owners = others.map(({ owner }) => describeOwner(owner)).join(" and ");
    if (place.wait && owners !== announced) onNotice?.(`Waiting for the lock of ${place.stack}, held by ${owners}.`);
    announced = owners;
    try {
      await delay(place.wait ? waitMilliseconds : 20 + Math.random() * 100 * attempt, undefined, { signal });
    } catch {
      throw lockedBy(place, others);
    }
  }
}

/** Locks that are there now, those of dead processes included. */
export async function readLocks(folder: string): Promise<readonly FoundLock[]> {
  const names = await readdir(folder).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw await readFailure(folder, error);
  });
  const found = await Promise.all(
    names.filter((name) => name.endsWith(".json")).map((name) => readLock(path.join(folder, name))),
  );
  return found.filter((lock) => lock !== undefined);
}

/** Removes all locks and says whose they were. */
export async function removeLocks(folder: string): Promise<readonly LockOwner[]> {
  const locks = await readLocks(folder);
  await Promise.all(locks.map(({ file }) => rm(file, { force: true })));
  return locks.map(({ owner }) => owner);
}

async function heldByOthers(
  place: LockPlace,
  own: string | undefined,
  onNotice: LockRequest["onNotice"],
): Promise<readonly FoundLock[]> {
  const held: FoundLock[] = [];
  for (const lock of await readLocks(place.folder)) {
    if (lock.file === own) continue;
    if (lock.owner.hostname !== hostname() || (await isRunning(lock.owner.pid, new Date(lock.owner.timestamp)))) {
      held.push(lock);
      continue;
    }
    await rm(lock.file, { force: true });
    onNotice?.(
      `Took over the lock of ${place.stack} from ${describeOwner(lock.owner)}: that process no longer runs. ` +
        "What it had started is recorded as pending.",
    );
  }
  return held;
}

async function writeLock({ folder }: LockPlace): Promise<string> {
  const owner: LockOwner = {
    pid: process.pid,
    username: userInfo().username,
    hostname: hostname(),
    timestamp: new Date().toISOString(),
  };
  const file = path.join(folder, `${randomUUID()}.json`);
  await writeWhole(file, JSON.stringify(owner));
  return file;
}

async function readLock(file: string): Promise<FoundLock | undefined> {
  const text = await readFile(file, "utf8").catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw await readFailure(file, error);
  });
  if (text === undefined) return undefined;
  return { file, owner: ownerIn(text) };
}

/** A lock that cannot be read is still a lock. */
function ownerIn(text: string): LockOwner {
  const unknown: LockOwner = { pid: 0, username: "unknown", hostname: "unknown", timestamp: "unknown" };
  try {
    return { ...unknown, ...(JSON.parse(text) as Partial<LockOwner>) };
  } catch {
    return unknown;
  }
}

function lockedBy({ stack }: LockPlace, locks: readonly FoundLock[]): StackLocked {
  const owners = locks.map(({ owner }) => owner);
  const sameHost = owners.every((owner) => owner.hostname === hostname());
  return new StackLocked({ stack, owners, sameHost, cancel: `groundwork stack cancel --stack ${stack}` });
}
