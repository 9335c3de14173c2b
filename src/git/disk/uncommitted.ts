import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { TreeEntry } from "../repository.ts";
import type { GitObjects } from "./git-objects.ts";
import { IgnoredPaths } from "./ignored.ts";

/**
 * Paths below `folders` that differ between a commit's root tree and the files on disk; ignored files do not count.
 *
 * Compares contents, not times: the index may be older than the commit, or belong to another worktree. Reading a few
 * thousand small files is faster than asking the index about each. A file that differs in nothing but its line ends is the
 * same: a checkout may have been told to convert them.
 *
 * @param known what was read when it was last asked: a file that was not touched since is not read again.
 */
export function uncommittedIn(
  worktree: string,
  rootTree: string,
  folders: readonly string[],
  objects: GitObjects,
  known: KnownContents,
): readonly string[] {
  const ignored = new IgnoredPaths(worktree, objects.folders.common);
  const scan: Scan = { worktree, folders, objects, known, ignored, found: [] };
  compareFolder(scan, "", rootTree);
  return scan.found.toSorted();
}

interface Scan {
  readonly worktree: string;
  readonly folders: readonly string[];
  readonly objects: GitObjects;
  readonly known: KnownContents;
  readonly ignored: IgnoredPaths;
  readonly found: string[];
}

function compareFolder(scan: Scan, folder: string, tree: string | undefined): void {
  const committed = new Map((tree ? scan.objects.tree(tree) : []).map((entry) => [entry.name, entry]));
  const onDisk = new Map(entriesOnDisk(path.join(scan.worktree, folder)).map((entry) => [entry.name, entry]));
  for (const name of new Set([...committed.keys(), ...onDisk.keys()])) {
    const file = folder ? `${folder}/${name}` : name;
    if (file === ".git" || !scan.folders.some((wanted) => isWithin(file, wanted) || isWithin(wanted, file))) continue;
    compareEntry(scan, file, committed.get(name), onDisk.get(name));
  }
}

function compareEntry(scan: Scan, file: string, committed: TreeEntry | undefined, onDisk: fs.Dirent | undefined): void {
  if (committed?.kind === "submodule") return;
  if (!committed && scan.ignored.has(onDisk?.isDirectory() ? `${file}/` : file)) return;
  if (committed?.kind === "folder" || onDisk?.isDirectory()) {
    const fileInTheWay = committed && committed.kind !== "folder" ? committed : undefined;
    if (fileInTheWay) scan.found.push(file);
    if (committed && !fileInTheWay && onDisk && !onDisk.isDirectory()) scan.found.push(file);
    return compareFolder(scan, file, committed?.kind === "folder" ? committed.id : undefined);
  }
  if (!scan.folders.some((wanted) => isWithin(file, wanted))) return;
  if (!committed || !onDisk || differ(scan, file, committed, onDisk)) scan.found.push(file);
}

function differ(scan: Scan, file: string, committed: TreeEntry, onDisk: fs.Dirent): boolean {
  const location = path.join(scan.worktree, file);
  if (onDisk.isSymbolicLink() || committed.kind === "link")
    return !onDisk.isSymbolicLink() || blobId(Buffer.from(fs.readlinkSync(location))) !== committed.id;
  const content = readUnlessKnown(location, committed.id, scan.known);
  if (content === undefined) return false;
  return !content.includes("\r\n") || withLineFeeds(content) !== withLineFeeds(scan.objects.blob(committed.id));
}

/** Files by their path: what they held, and what the file system said of them then. */
export type KnownContents = Map<string, { readonly id: string; readonly touched: string }>;

/** What was changed as late could be changed again in the same instant of the file system's clock. */
const lateMilliseconds = 2_000;

/** @returns `undefined` for a file that holds the object `id`. */
function readUnlessKnown(location: string, id: string, known: KnownContents): Buffer | undefined {
  const { size, ino, dev, ctimeMs, mtimeMs } = fs.statSync(location);
  const touched = [size, ino, dev, ctimeMs, mtimeMs].join();
  const before = known.get(location);
  if (before?.id === id && before.touched === touched) return undefined;
  const isSettled = ctimeMs < Date.now() - lateMilliseconds;
  const content = fs.readFileSync(location);
  const found = blobId(content);
  if (isSettled) known.set(location, { id: found, touched });
  return found === id ? undefined : content;
}

/** Git's name for a file's content. */
function blobId(content: Uint8Array): string {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}

function withLineFeeds(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1").replaceAll("\r\n", "\n");
}

function entriesOnDisk(folder: string): readonly fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isWithin(file: string, folder: string): boolean {
  return folder === "" || file === folder || file.startsWith(`${folder}/`);
}
