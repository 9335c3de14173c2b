import { randomBytes } from "node:crypto";
import { link, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { cleaningUp, createdAnew, identityOf, isRunning, makeFolder } from "../lib/index.ts";
import { DatabaseUnreachable } from "./errors.ts";

/** The right to use a folder until it is given back. */
export interface FolderTurn {
  end(): Promise<void>;
}

/** In milliseconds. */
const patience = { between: 50, longest: 60_000 };

/**
 * Waits until no other process has its turn. A process that was killed has lost it.
 *
 * Each turn is a file `<number>.json` that names its process, added with the next higher number as soon as the turn before is over: its
 * file says so, or its process has ended. The file with the highest number is never removed, so a process that looked earlier
 * finds a higher number than its own, and gives way. Tried and left: one file that is removed at the end. Two processes that both see a
 * dead owner can then remove each other's.
 *
 * @throws {DatabaseUnreachable} when a turn takes longer than a minute, or belongs to a process of another host.
 */
export async function folderTurn(folder: string, longest = patience.longest): Promise<FolderTurn> {
  await makeFolder(folder);
  const until = Date.now() + longest;
  for (;;) {
    const last = await lastTurn(folder);
    if (last.number === 0 || (await isOver(last.owner))) {
      const turn = await tryTurn(folder, last.number + 1);
      if (turn) return turn;
    } else if (Date.now() > until) throw stillTaken(folder, last);
    else await pause(patience.between);
  }
}

interface Owner {
  readonly host: string;
  readonly pid: number;
  readonly startedAt?: string;
  readonly over?: boolean;
}

interface Turn {
  /** 0 before the first one. */
  readonly number: number;
  /** `undefined` for a file that cannot be read. */
  readonly owner: Owner | undefined;
}

async function lastTurn(folder: string): Promise<Turn> {
  const number = Math.max(0, ...(await numbersIn(folder)));
  if (number === 0) return { number, owner: undefined };
  try {
    return { number, owner: JSON.parse(await readFile(path.join(folder, nameOf(number)), "utf8")) as Owner };
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
  }
  // Another process was faster and has removed it: there is a higher one.
  return await lastTurn(folder);
}

/** Processes of other hosts cannot be looked at. */
async function isOver(owner: Owner | undefined): Promise<boolean> {
  if (!owner) return false;
  return owner.over === true || (owner.host === hostname() && !(await isRunning(owner)));
}

async function tryTurn(folder: string, number: number): Promise<FolderTurn | undefined> {
  const own = { host: hostname(), ...(await identityOf(process.pid)) };
  const file = path.join(folder, nameOf(number));
  if (!(await added(file, own))) return undefined;
  const all = await numbersIn(folder);
  if (Math.max(...all) > number) {
    await rm(file, { force: true });
    return undefined;
  }
  for (const earlier of all) if (earlier < number) await rm(path.join(folder, nameOf(earlier)), { force: true });
  return { end: () => replace(file, { ...own, over: true }) };
}

/** Whole or not at all, and only where no file is. */
async function added(file: string, owner: Owner): Promise<boolean> {
  return await withDraft(file, owner, (draft) => createdAnew(() => link(draft, file)));
}

async function replace(file: string, owner: Owner): Promise<void> {
  await withDraft(file, owner, (draft) => rename(draft, file));
}

async function withDraft<T>(file: string, owner: Owner, use: (draft: string) => Promise<T>): Promise<T> {
  const draft = `${file}.${process.pid}-${randomBytes(6).toString("hex")}`;
  return await cleaningUp(
    async () => {
      await writeFile(draft, JSON.stringify(owner));
      return await use(draft);
    },
    () => rm(draft, { force: true }),
  );
}

async function numbersIn(folder: string): Promise<readonly number[]> {
  return (await readdir(folder)).flatMap((name) => {
    const [, digits] = /^(\d+)\.json$/u.exec(name) ?? [];
    return digits === undefined ? [] : [Number(digits)];
  });
}

function nameOf(number: number): string {
  return `${number}.json`;
}

function stillTaken(folder: string, { number, owner }: Turn): DatabaseUnreachable {
  const by = owner ? `process ${owner.pid} of ${owner.host}` : "a process that cannot be read";
  const file = path.join(folder, nameOf(number));
  return new DatabaseUnreachable({
    place: path.dirname(folder),
    problem: `${by} uses it; if it has ended, remove ${file}`,
  });
}
