import { readFile } from "node:fs/promises";
import { StateFenced } from "./errors.ts";
import type { HeldLock } from "./lock-folder.ts";
import { readFailure, unreadable, type Writing, writeWhole } from "./state-file.ts";

/** What a run's lease is compared with. */
export interface Fence {
  /** Full name of the stack, for messages. */
  readonly stack: string;
  readonly file: string;
  /** The number of the run's lease. */
  readonly fence: number;
}

/**
 * Writes the number of a run's lease beside the state, so that runs with a lower one write nothing any more. Called under the stack's lock.
 *
 * @throws {StateFenced} when a higher one stands there; {@link StateUnreadable}, {@link StateNotSaved}, {@link StateDenied}
 */
export async function raiseFence(fence: Fence, openFile: Writing["openFile"]): Promise<void> {
  const standing = await assertNotFenced(fence);
  if (standing !== fence.fence) await writeWhole(fence.file, `${fence.fence}\n`, { openFile });
}

/**
 * Asked right before a file takes the place of another one. Of lease and lock, the lease says whose run has taken over.
 *
 * @throws {StateFenced}, {@link StackLockLost}
 */
export async function assertMayWrite(fence: Fence | undefined, lock: HeldLock | undefined): Promise<void> {
  if (fence) await assertNotFenced(fence);
  await lock?.assertHeld();
}

/** Gives the number that stands beside the state, 0 where there is none. @throws {StateFenced} when it is higher than the run's */
async function assertNotFenced({ stack, file, fence }: Fence): Promise<number> {
  const standing = await standingFence(file);
  if (standing > fence) throw new StateFenced({ stack, fence, standing });
  return standing;
}

async function standingFence(file: string): Promise<number> {
  const text = await readFile(file, "utf8").catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "0";
    throw await readFailure(file, error);
  });
  const number = /^\d{1,16}\n?$/u.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(number)) throw await unreadable(file, "it holds no number of a lease");
  return number;
}
