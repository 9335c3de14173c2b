import { randomUUID } from "node:crypto";
import { copyFile, type FileHandle, link, mkdir, open, readFile, rename, rm, stat, unlink } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { messageOf } from "../../../lib/index.ts";
import { StateDenied, StateNotSaved, StateUnreadable } from "./errors.ts";

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

/**
 * Makes the state of `plainFile` be `text`, in the compression that it has. The state before stays beside it as `.bak`.
 *
 * Written to a new file, flushed to the disk and renamed, so that there is a whole state at every moment.
 * @throws {StateNotSaved}, {@link StateDenied}
 */
export async function replaceState(plainFile: string, text: string, openFile: OpenForWriting = openNew): Promise<void> {
  const file = (await existingVariant(plainFile)) ?? plainFile;
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}.tmp`);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const bytes = file.endsWith(".gz") ? await compress(text) : Buffer.from(text);
    await writeFlushed(temporary, bytes, openFile);
    await keepBackup(file);
    await rename(temporary, file);
    await forgetAttributes(file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw writeFailure(file, error);
  }
}

/** Writes a file that nobody has to be protected from reading half of: history, meta. @throws {StateNotSaved}, {@link StateDenied} */
export async function writeWhole(file: string, text: string, openFile: OpenForWriting = openNew): Promise<void> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}.tmp`);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFlushed(temporary, Buffer.from(text), openFile);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw writeFailure(file, error);
  }
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

async function writeFlushed(file: string, bytes: Buffer, openFile: OpenForWriting): Promise<void> {
  const handle = await openFile(file);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The old state gets a second name, which costs no copy; where the file system knows no links, a copy. */
async function keepBackup(file: string): Promise<void> {
  const backup = `${file}.bak`;
  const temporary = `${backup}.${randomUUID()}.tmp`;
  try {
    await link(file, temporary).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") throw error;
      await copyFile(file, temporary);
    });
    await rename(temporary, backup);
    await forgetAttributes(backup);
  } catch (error) {
    await rm(temporary, { force: true });
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** Pulumi's file backend notes a checksum beside each file that it writes; after our write it would be that of another content. */
async function forgetAttributes(file: string): Promise<void> {
  await unlink(`${file}.attrs`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}

function writeFailure(file: string, error: unknown): Error {
  if (isDenied(error)) return new StateDenied({ path: file, doing: "written" }, { cause: error });
  return new StateNotSaved({ file, problem: reasonOf(error) }, { cause: error });
}

function isDenied(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === "EACCES" || code === "EPERM" || code === "EROFS";
}

function reasonOf(error: unknown): string {
  switch ((error as NodeJS.ErrnoException | undefined)?.code) {
    case "ENOSPC":
      return "the disk is full";
    case "EDQUOT":
      return "the user's disk quota is used up";
    case "EFBIG":
      return "it is larger than this process may write";
    default:
      return messageOf(error);
  }
}
