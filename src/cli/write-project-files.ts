import { constants } from "node:fs";
import { access, lstat, mkdir, readFile, rmdir, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { messageOf } from "../lib/index.ts";
import type { PlannedFile } from "../project/index.ts";
import { ProjectFileNotWritten } from "./errors.ts";

/** A file to write. */
type Change = PlannedFile & { readonly content: string; readonly target: string };

/**
 * Writes what is planned to be written: all of it or nothing. What could keep a file from being written is looked for before the first
 * one is; what fails nevertheless is taken back, with the folders that were made for it.
 *
 * @throws {ProjectFileNotWritten} Nothing was written.
 */
export async function writeProjectFiles(folder: string, files: readonly PlannedFile[]): Promise<void> {
  const changes = files.flatMap((file): readonly Change[] =>
    file.content === undefined ? [] : [{ ...file, content: file.content, target: path.join(folder, file.path) }],
  );
  for (const change of changes) await orNotWritten(change, () => requireRoom(folder, change));
  const undo: (() => Promise<unknown>)[] = [];
  for (const change of changes)
    try {
      await orNotWritten(change, () => write(change, undo));
    } catch (thrown) {
      for (const back of undo.toReversed()) await back().catch(() => undefined);
      throw thrown;
    }
}

async function orNotWritten(change: Change, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    throw new ProjectFileNotWritten({ file: change.target, problem: messageOf(thrown) }, { cause: thrown });
  }
}

/** Links are not followed: they lead out of the repository, or to a file that was planned as another one. */
async function requireRoom(folder: string, { path: file, state, target }: Change): Promise<void> {
  let existing = folder;
  for (const name of path
    .dirname(file)
    .split("/")
    .filter((step) => step !== ".")) {
    const below = path.join(existing, name);
    const found = await statOf(below);
    if (!found) break;
    if (!found.isDirectory()) throw new Error(`${below} is no folder`);
    existing = below;
  }
  const found = await statOf(target);
  if (found && !found.isFile())
    throw new Error(`${found.isSymbolicLink() ? "a symbolic link" : "something that is no file"} is there`);
  if (found && state === "new") throw new Error("it was written since it was looked for");
  await access(found ? target : existing, constants.W_OK);
}

async function write({ state, before, content, target }: Change, undo: (() => Promise<unknown>)[]): Promise<void> {
  const made = await mkdir(path.dirname(target), { recursive: true });
  if (made !== undefined) undo.push(() => removeFolders(made, path.dirname(target)));
  if (state !== "new") {
    if ((await readFile(target, "utf8")) !== before) throw new Error("it was changed since it was looked at");
    undo.push(() => writeFile(target, before ?? ""));
    await writeFile(target, content);
    return;
  }
  // A file that came into being since it was looked for is not written over.
  await writeFile(target, content, { flag: "wx" }).catch(async (thrown: unknown) => {
    if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") await unlink(target).catch(() => undefined);
    throw thrown;
  });
  undo.push(() => unlink(target));
}

/** From the deepest up to the first that was made; one that holds something by now stays. */
async function removeFolders(first: string, deepest: string): Promise<void> {
  for (let folder = deepest; folder.length >= first.length; folder = path.dirname(folder)) await rmdir(folder);
}

async function statOf(file: string) {
  return await lstat(file).catch((thrown: unknown) => {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw thrown;
  });
}
