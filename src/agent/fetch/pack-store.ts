import fs from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as git from "isomorphic-git";
import type { Fetched } from "./protocol-v2.ts";

/** Bytes of a pack without objects: its header and its checksum. */
const emptyPack = 32;

/** Commits of a bare clone whose parents are on the server only. */
export async function cutOffCommits(gitdir: string): Promise<readonly string[]> {
  const text = await readFile(path.join(gitdir, "shallow"), "utf8").catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}

/** Keeps what a fetch brought: its pack, with an index, and where the history is cut off now. */
export async function keepFetched(gitdir: string, { pack, shallow, unshallow }: Fetched): Promise<void> {
  if (pack.length > emptyPack) {
    const name = `pack-${pack.subarray(-20).toString("hex")}.pack`;
    const folder = path.join(gitdir, "objects", "pack");
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, name), pack);
    await git.indexPack({ fs, dir: folder, gitdir, filepath: name });
  }
  const cutOff = new Set([...(await cutOffCommits(gitdir)), ...shallow]);
  for (const commit of unshallow) cutOff.delete(commit);
  const file = path.join(gitdir, "shallow");
  if (cutOff.size === 0) await rm(file, { force: true });
  else await writeFile(file, [...cutOff].map((commit) => `${commit}\n`).join(""));
}

/** Whether a commit is here with its root folder. */
export async function holdsCommit(gitdir: string, commit: string): Promise<boolean> {
  try {
    const cache = {};
    const { commit: content } = await git.readCommit({ fs, gitdir, oid: commit, cache });
    await git.readTree({ fs, gitdir, oid: content.tree, cache });
    return true;
  } catch {
    return false;
  }
}

/** What a `git` that was killed leaves: locks that stop the next one, and packs of which half is there. No other process uses the clone. */
export async function removeLeftovers(gitdir: string): Promise<void> {
  const packs = path.join(gitdir, "objects", "pack");
  const halves = (await readdir(packs).catch(() => [])).filter((file) => file.startsWith("tmp_"));
  const locks = ["shallow.lock", "refs/groundwork/last.lock", "packed-refs.lock", "config.lock"];
  const files = [...halves.map((file) => path.join(packs, file)), ...locks.map((file) => path.join(gitdir, file))];
  await Promise.all(files.map((file) => rm(file, { force: true })));
}
