import fs from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
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
