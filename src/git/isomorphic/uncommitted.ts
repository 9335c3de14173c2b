import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import * as git from "isomorphic-git";
import type { TreeEntry } from "../repository.ts";
import type { GitObjects } from "./objects.ts";

/**
 * The fallback without a `git`: paths below `folders` that differ between a commit's root tree and the files on disk.
 * Ignored files do not count.
 *
 * Compares contents, not times: the index may be older than the commit, or belong to another worktree. Reading a few
 * thousand small files is faster than reading the index for each. A file that differs only in its line ends is
 * unchanged, because Git may be configured to convert them.
 */
export async function uncommittedIn(
  worktree: string,
  rootTree: string,
  folders: readonly string[],
  objects: GitObjects,
  sparse: boolean,
): Promise<readonly string[]> {
  const scan: Scan = { worktree, folders, objects, sparse, found: [] };
  await compareFolder(scan, "", rootTree);
  return scan.found.toSorted();
}

interface Scan {
  readonly worktree: string;
  readonly folders: readonly string[];
  readonly objects: GitObjects;
  /** A sparse checkout leaves committed files out on purpose. */
  readonly sparse: boolean;
  readonly found: string[];
}

async function compareFolder(scan: Scan, folder: string, tree: string | undefined): Promise<void> {
  const committed = new Map((tree ? await scan.objects.tree(tree) : []).map((entry) => [entry.name, entry]));
  const onDisk = new Map(entriesOnDisk(path.join(scan.worktree, folder)).map((entry) => [entry.name, entry]));
  for (const name of new Set([...committed.keys(), ...onDisk.keys()])) {
    const file = folder ? `${folder}/${name}` : name;
    if (file === ".git" || !scan.folders.some((wanted) => isWithin(file, wanted) || isWithin(wanted, file))) continue;
    await compareEntry(scan, file, committed.get(name), onDisk.get(name));
  }
}

async function compareEntry(
  scan: Scan,
  file: string,
  committed: TreeEntry | undefined,
  onDisk: fs.Dirent | undefined,
): Promise<void> {
  if (committed?.kind === "submodule") return;
  if (!committed && (await isIgnored(scan, file))) return;
  if (committed?.kind === "folder" || onDisk?.isDirectory()) {
    const fileInTheWay = committed && committed.kind !== "folder" ? committed : undefined;
    if (fileInTheWay) scan.found.push(file);
    if (committed && !fileInTheWay && onDisk && !onDisk.isDirectory()) scan.found.push(file);
    return compareFolder(scan, file, committed?.kind === "folder" ? committed.id : undefined);
  }
  if (!scan.folders.some((wanted) => isWithin(file, wanted))) return;
  if (scan.sparse && !onDisk) return;
  if (!committed || !onDisk || (await differ(scan, file, committed, onDisk))) scan.found.push(file);
}

async function differ(scan: Scan, file: string, committed: TreeEntry, onDisk: fs.Dirent): Promise<boolean> {
  const location = path.join(scan.worktree, file);
  if (onDisk.isSymbolicLink() || committed.kind === "link")
    return !onDisk.isSymbolicLink() || blobId(Buffer.from(fs.readlinkSync(location))) !== committed.id;
  if (!onDisk.isFile()) return true;
  const content = fs.readFileSync(location);
  if (blobId(content) === committed.id) return false;
  return !content.includes("\r\n") || withLineFeeds(content) !== withLineFeeds(await scan.objects.blob(committed.id));
}

/** False for what is no file. */
export function hasCarriageReturns(file: string): boolean {
  try {
    return fs.lstatSync(file).isFile() && fs.readFileSync(file).includes("\r\n");
  } catch {
    return false;
  }
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

function isIgnored({ worktree, objects }: Scan, filepath: string): Promise<boolean> {
  return git.isIgnored({ fs, dir: worktree, gitdir: objects.folders.common, filepath });
}

function isWithin(file: string, folder: string): boolean {
  return folder === "" || file === folder || file.startsWith(`${folder}/`);
}
