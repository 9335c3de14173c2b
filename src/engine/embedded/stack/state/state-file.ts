import { randomUUID } from "node:crypto";
import {
  copyFile,
  type FileHandle,
  link,
  open,
  readdir,
  readFile,
  rename,
  stat,
  statfs,
  unlink,
} from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { cleaningUp, counted, GroundworkError, makeFolder, messageOf } from "../../../../lib/index.ts";
import { StateUnreadable } from "../../../errors.ts";
import { StateDenied, StateNotSaved } from "./errors.ts";

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Opens a file for writing; a test gives one whose disk is full. */
export type OpenForWriting = (file: string) => Promise<Pick<FileHandle, "writeFile" | "sync" | "close">>;

const openNew: OpenForWriting = (file) => open(file, "wx", 0o600);

/** The content of a state file, and the file that it was in. */
export interface StateText {
  readonly file: string;
  readonly text: string;
}

/**
 * Reads the state that stands at `plainFile` or, compressed, beside it; the newest where there are two.
 *
 * @throws {StateUnreadable}, {@link StateDenied}
 */
export async function readState(plainFile: string): Promise<StateText | undefined> {
  const file = await existingVariant(plainFile);
  if (file === undefined) return undefined;
  try {
    const bytes = await readFile(file);
    if (bytes.length >= 4 && bytes.readUInt32LE(0) === 0xfd2fb528)
      throw new StateUnreadable({ file, problem: "it is compressed with zstd, which this version does not read" });
    const gzipped = bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
    return { file, text: (gzipped ? await decompress(bytes) : bytes).toString("utf8") };
  } catch (error) {
    throw await readFailure(file, error);
  }
}

/** How a file is written. */
export interface Writing {
  readonly openFile?: OpenForWriting | undefined;
  /** Asked when all is written and only the renaming is left; what it throws leaves everything as it was. */
  readonly mayCount?: () => Promise<void>;
  /** The file that {@link unfinished} ones are named after, where that is not the one that is written. */
  readonly besides?: string;
}

/**
 * Makes the folder ready for saves of the state of `plainFile`, to be called under the stack's lock.
 *
 * @returns the file that {@link replaceState} is to write, whose name says the compression that the state has.
 * @throws {StateNotSaved}, {@link StateDenied}
 */
export async function prepareState(plainFile: string): Promise<string> {
  const file = (await existingVariant(plainFile)) ?? plainFile;
  try {
    await makeFolder(path.dirname(file));
    await forgetAttributes(file);
    await forgetAttributes(`${file}.bak`);
    return file;
  } catch (error) {
    throw await writeFailure(file, 0, error);
  }
}

/**
 * Makes the state in `file` be `content`. The state before stays beside it as `.bak`.
 *
 * Written to a new file, flushed to the disk and renamed, so that there is a whole state at every moment.
 * @throws {StateNotSaved}, {@link StateDenied}
 */
export async function replaceState(file: string, content: Buffer, writing: Writing = {}): Promise<void> {
  await writeAside(file, file.endsWith(".gz") ? await compress(content) : content, {
    ...writing,
    async mayCount() {
      await both(keepBackup(file), writing.mayCount?.());
    },
  });
}

/** Writes a file of which there is never half: history, meta, locks. @throws {StateNotSaved}, {@link StateDenied} */
export async function writeWhole(file: string, text: string, writing: Writing = {}): Promise<void> {
  const bytes = Buffer.from(text);
  await makeFolder(path.dirname(file)).catch(async (error: unknown) => {
    throw await writeFailure(file, bytes.length, error);
  });
  await writeAside(file, bytes, writing);
}

async function writeAside(
  file: string,
  bytes: Buffer,
  { openFile = openNew, mayCount, besides = file }: Writing,
): Promise<void> {
  const temporary = unfinished(besides);
  try {
    const handle = await openFile(temporary);
    await cleaningUp(
      async () => {
        await handle.writeFile(bytes);
        await handle.sync();
      },
      () => handle.close(),
    );
    await mayCount?.();
    await rename(temporary, file);
  } catch (error) {
    await removeIfThere(temporary).catch(() => undefined);
    throw await writeFailure(file, bytes.length, error);
  }
}

/**
 * Removes what processes that were killed left beside `file` while they were writing it.
 *
 * A process that still lives, though its lock was taken from it, can no longer rename its own into place.
 */
export async function removeUnfinished(file: string): Promise<void> {
  const folder = path.dirname(file);
  const names = await readdir(folder).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw await readFailure(folder, error);
  });
  const base = path.basename(file);
  const found = names.filter(
    (name) =>
      name.startsWith(`.${base}.`) && /^(?:gz\.)?(?:bak\.)?[\da-f-]{36}\.tmp$/u.test(name.slice(base.length + 2)),
  );
  await Promise.all(found.map((name) => removeIfThere(path.join(folder, name))));
}

function unfinished(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}.tmp`);
}

/** What a failed access to `file` is called. */
export async function readFailure(file: string, error: unknown): Promise<Error> {
  if (error instanceof StateUnreadable) return error;
  if (isDenied(error)) return new StateDenied({ path: file, doing: "read" }, { cause: error });
  return await unreadable(file, messageOf(error), error);
}

/** The error for a state file with `problem`, pointing at its backup where there is one. */
export async function unreadable(file: string, problem: string, cause?: unknown): Promise<StateUnreadable> {
  const backup = `${file}.bak`;
  const exists = await stat(backup).then(
    () => true,
    () => false,
  );
  return new StateUnreadable({ file, problem, ...(exists && { backup }) }, { cause });
}

async function existingVariant(plainFile: string): Promise<string | undefined> {
  const found = await Promise.all(
    [plainFile, `${plainFile}.gz`, `${plainFile}.zst`].map(async (file) => {
      const status = await stat(file).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw await readFailure(file, error);
      });
      return { file, modified: status?.mtimeMs };
    }),
  );
  let newest: { readonly file: string; readonly modified: number } | undefined;
  for (const { file, modified } of found)
    if (modified !== undefined && (newest === undefined || modified > newest.modified)) newest = { file, modified };
  return newest?.file;
}

/** Waits until both have settled, then throws the first error. Each runs in a thread of its own. */
async function both(one: Promise<void>, other: Promise<void> | undefined): Promise<void> {
  await Promise.allSettled([one, other]);
  await one;
  await other;
}

/** The old state gets a second name, which costs no copy; where the file system knows no links, a copy. */
async function keepBackup(file: string): Promise<void> {
  const backup = `${file}.bak`;
  const temporary = unfinished(backup);
  const keep = async (): Promise<void> => {
    await link(file, temporary).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") throw error;
      await copyFile(file, temporary);
    });
    await rename(temporary, backup);
  };
  await cleaningUp(
    () =>
      keep().catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error;
      }),
    // Where the backup is the state already, because a save ended here, renaming one name of it to the other does nothing.
    () => removeIfThere(temporary),
  );
}

/** Pulumi's file backend notes a checksum beside each file that it writes; after our write it would be that of another content. */
async function forgetAttributes(file: string): Promise<void> {
  await removeIfThere(`${file}.attrs`);
}

async function removeIfThere(file: string): Promise<void> {
  await unlink(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}

async function writeFailure(file: string, bytes: number, error: unknown): Promise<Error> {
  if (error instanceof GroundworkError) return error;
  if (isDenied(error)) return new StateDenied({ path: file, doing: "written" }, { cause: error });
  return new StateNotSaved({ file, problem: await reasonOf(file, bytes, error) }, { cause: error });
}

function isDenied(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === "EACCES" || code === "EPERM" || code === "EROFS";
}

async function reasonOf(file: string, bytes: number, error: unknown): Promise<string> {
  switch ((error as NodeJS.ErrnoException | undefined)?.code) {
    case "ENOSPC":
      return `the disk is full: ${counted(bytes, "byte is", "bytes are")} needed and ${await freeBytes(file)} are free`;
    case "EDQUOT":
      return `the user's disk quota is used up: ${counted(bytes, "byte is", "bytes are")} needed`;
    case "EFBIG":
      return `its ${counted(bytes, "byte is", "bytes are")} more than this process may write into a file`;
    default:
      return messageOf(error);
  }
}

async function freeBytes(file: string): Promise<string> {
  return await statfs(path.dirname(file)).then(
    ({ bavail, bsize }) => String(bavail * bsize),
    () => "an unknown number",
  );
}
