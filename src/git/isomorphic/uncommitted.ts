import fs from "node:fs";
import * as git from "isomorphic-git";
import type { GitObjects } from "./objects.ts";

/**
 * Paths below `folders` that differ between a commit and the files on disk; ignored files do not count.
 *
 * Asks the index first, as Git does, so only files whose time or size changed are read. A file that differs in nothing but
 * its line ends is the same: a checkout may have been told to convert them.
 */
export async function uncommittedIn(
  worktree: string,
  commit: string,
  folders: readonly string[],
  objects: GitObjects,
): Promise<readonly string[]> {
  const { cache } = objects;
  const gitdir = objects.folders.common;
  const found: string[] = [];

  await git.walk({
    fs,
    dir: worktree,
    gitdir,
    cache,
    trees: [git.TREE({ ref: commit }), git.WORKDIR({ refresh: false })],
    map: async (filepath, [committed, onDisk]) => {
      if (filepath === ".") return true;
      if (!folders.some((folder) => isWithin(filepath, folder) || isWithin(folder, filepath))) return null;
      const type = (await onDisk?.type()) ?? (await committed?.type());
      if ((await committed?.type()) === "commit") return null;
      if (!committed && (await git.isIgnored({ fs, dir: worktree, gitdir, filepath }))) return null;
      if (type === "tree") return true;
      if (folders.some((folder) => isWithin(filepath, folder)) && (await differ(committed, onDisk, objects)))
        found.push(filepath);
      return null;
    },
  });
  return found.toSorted();
}

async function differ(
  committed: git.WalkerEntry | null | undefined,
  onDisk: git.WalkerEntry | null | undefined,
  objects: GitObjects,
): Promise<boolean> {
  if (!committed || !onDisk) return true;
  const id = await committed.oid();
  if ((await onDisk.oid()) === id) return false;
  const content = await onDisk.content();
  if (!content?.includes(13) || !id) return true;
  return withoutCarriageReturns(content) !== withoutCarriageReturns(await objects.blob(id));
}

function withoutCarriageReturns(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1").replaceAll("\r\n", "\n");
}

function isWithin(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}
