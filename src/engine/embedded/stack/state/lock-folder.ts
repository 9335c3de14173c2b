import { randomUUID } from "node:crypto";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { identityOf, isRunning, messageOf, type ProcessIdentity } from "../../../../lib/index.ts";
import { describeOwner, type LockOwner, StackLocked } from "../../../errors.ts";
import { StackLockLost, StackNotLockable, StateFenced, StateNotSaved } from "./errors.ts";
import { type OpenForWriting, readFailure, removeUnfinished, writeWhole } from "./state-file.ts";
import type { LockRequest, StackLock } from "./store.ts";

/** Attempts before two processes that keep finding each other's lock give up. */
const attempts = 5;
const waitMilliseconds = 500;
/** How long the first of several that ask at once waits for the others to step back. */
const patienceMilliseconds = 2_000;
const lookAgainMilliseconds = 20;

interface FoundLock {
  readonly file: string;
  readonly owner: LockOwner;
  /** When its process began, in the system's own ticks. Absent in a lock of the Pulumi CLI. */
  readonly startedAt?: string;
}

/** How a stack is named in messages, and where its locks are. */
export interface LockPlace {
  readonly stack: string;
  readonly folder: string;
  /** Where locks are written before they count. */
  readonly unfinished: string;
  /** Waits for others instead of refusing. */
  readonly wait: boolean;
  readonly openFile?: OpenForWriting | undefined;
}

/** A lock of this process. */
export interface HeldLock extends StackLock {
  /** @throws {StackLockLost} when it was removed. */
  assertHeld(): Promise<void>;
}

/**
 * Takes the stack's lock as Pulumi's file backend does: one file per holder, and a process that finds another file
 * beside its own removes its own.
 *
 * Of several processes at the same time exactly one gets the lock: the one whose file sorts first keeps it until the
 * others have removed theirs. The lock of a dead process of this host is removed by the process that takes over, with a
 * notice.
 *
 * @throws {StackLocked}, {@link StackNotLockable}, {@link StateDenied}
 */
export async function takeLock(place: LockPlace, { signal, onNotice }: LockRequest = {}): Promise<HeldLock> {
  let announced = "";
  for (let attempt = 1; ; attempt++) {
    const { living } = await lookAt(place);
    let others: readonly FoundLock[] = living;
    if (living.length === 0) {
      const own = await writeLock(place);
      others = await rivalsOf(place, own);
      if (own !== undefined && others.length === 0) {
        await removeDead(place, onNotice);
        return heldLock(place, own, onNotice);
      }
      if (own !== undefined) await rm(own, { force: true });
    }
    // A rival that was found only after writing may give up at the same moment, so the attempt is repeated a little
    // later.
    if (!place.wait && (living.length > 0 || attempt >= attempts)) throw lockedBy(place, others);
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
    if (isMissing(error)) return [];
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

function heldLock(place: LockPlace, own: string, onNotice: LockRequest["onNotice"]): HeldLock {
  return {
    async release() {
      await rm(own, { force: true }).catch((error: unknown) => {
        onNotice?.(
          `The lock ${own} could not be removed: ${messageOf(error)}. It no longer counts once this process has ended; ` +
            "on another host remove it with: groundwork stack cancel",
        );
      });
    },
    async assertHeld() {
      const there = await stat(own).catch(async (error: NodeJS.ErrnoException) => {
        if (isMissing(error)) return undefined;
        throw await readFailure(own, error);
      });
      if (there !== undefined) return;
      const owners = (await lookAt(place)).living.map(({ owner }) => owner);
      throw new StackLockLost({ stack: place.stack, owners });
    },
  };
}

/**
 * Why a write failed under a lock: that lock or lease is lost, where it is, since the process that took it has removed what was
 * being written; otherwise `error` itself.
 */
export async function lostLockOr(error: unknown, assertHeld: (() => Promise<void>) | undefined): Promise<unknown> {
  try {
    await assertHeld?.();
  } catch (lost) {
    if (lost instanceof StackLockLost || lost instanceof StateFenced) return lost;
  }
  return error;
}

/** Locks of others that have to be heeded, after waiting for them to step back where that is theirs to do. */
async function rivalsOf(place: LockPlace, own: string | undefined): Promise<readonly FoundLock[]> {
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    const rivals = (await lookAt(place)).living.filter(({ file }) => file !== own);
    const isFirst = own !== undefined && rivals.every(({ file }) => own < file);
    // One that holds the lock already does not step back, wherever its file comes.
    if (rivals.length === 0 || !isFirst || Date.now() > deadline) return rivals;
    await delay(lookAgainMilliseconds);
  }
}

async function lookAt({ folder }: LockPlace): Promise<{ readonly living: FoundLock[]; readonly dead: FoundLock[] }> {
  const living: FoundLock[] = [];
  const dead: FoundLock[] = [];
  for (const lock of await readLocks(folder)) {
    const lives = lock.owner.hostname !== hostname() || (await isRunning(processOf(lock)));
    (lives ? living : dead).push(lock);
  }
  return { living, dead };
}

/** A clock that is set while a lock is held makes the lock's time one of before its process began, so ticks come first. */
function processOf({ owner: { pid, timestamp }, startedAt }: FoundLock): ProcessIdentity {
  return startedAt === undefined ? { pid, seenAt: new Date(timestamp) } : { pid, startedAt };
}

async function removeDead(place: LockPlace, onNotice: LockRequest["onNotice"]): Promise<void> {
  await removeUnfinished(place.unfinished);
  for (const { file, owner } of (await lookAt(place)).dead) {
    await rm(file, { force: true });
    onNotice?.(
      `Took over the lock of ${place.stack} from ${describeOwner(owner)}: that process no longer runs. ` +
        "What it had started is recorded as pending.",
    );
  }
}

/** `undefined` when a process that took the lock in the meantime removed the unfinished file. */
async function writeLock({ stack, folder, unfinished, openFile }: LockPlace): Promise<string | undefined> {
  const owner: LockOwner = {
    pid: process.pid,
    username: userInfo().username,
    hostname: hostname(),
    timestamp: new Date().toISOString(),
  };
  const { startedAt } = await identityOf(process.pid);
  const file = path.join(folder, `${randomUUID()}.json`);
  try {
    // The Pulumi CLI passes over members that it does not know.
    await writeWhole(file, JSON.stringify({ ...owner, startedAt }), { openFile, besides: unfinished });
    return file;
  } catch (error) {
    if (error instanceof StateNotSaved && isMissing(error.cause)) return undefined;
    if (!(error instanceof StateNotSaved)) throw error;
    throw new StackNotLockable({ stack, file, problem: error.data.problem }, { cause: error });
  }
}

async function readLock(file: string): Promise<FoundLock | undefined> {
  const text = await readFile(file, "utf8").catch(async (error: NodeJS.ErrnoException) => {
    if (isMissing(error)) return undefined;
    throw await readFailure(file, error);
  });
  if (text === undefined) return undefined;
  const { startedAt, ...owner } = ownerIn(text);
  return { file, owner, ...(startedAt !== undefined && { startedAt }) };
}

/** A lock that cannot be read is still a lock. */
function ownerIn(text: string): LockOwner & Pick<FoundLock, "startedAt"> {
  const unknown: LockOwner = { pid: 0, username: "unknown", hostname: "unknown", timestamp: "unknown" };
  try {
    return { ...unknown, ...(JSON.parse(text) as Partial<LockOwner & Pick<FoundLock, "startedAt">>) };
  } catch {
    return unknown;
  }
}

function lockedBy({ stack }: LockPlace, locks: readonly FoundLock[]): StackLocked {
  const owners = locks.map(({ owner }) => owner);
  const sameHost = owners.every((owner) => owner.hostname === hostname());
  const cancel = `groundwork stack cancel --stack organization/${stack}`;
  return new StackLocked({ stack, owners, sameHost, cancel });
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === "ENOENT";
}
