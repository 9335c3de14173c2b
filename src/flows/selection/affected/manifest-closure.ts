import { posix } from "node:path";
import type { CommitTree } from "../../../git/index.ts";
import { ManifestReader } from "../../../kubernetes/manifests/index.ts";

/** Every file that building a folder's manifests reads, by path: Git's name for its content. Empty without such a folder. */
export async function manifestClosure(tree: CommitTree, folder: string): Promise<Readonly<Record<string, string>>> {
  const { files } = await new ManifestReader(tree).sourcesOf(folder);
  const found = await Promise.all([...files.keys()].map(async (path) => [path, await idOf(tree, path)] as const));
  return Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

async function idOf(tree: CommitTree, path: string): Promise<string> {
  const folder = posix.dirname(path);
  const entries = await tree.list(folder === "." ? "" : folder);
  return entries.find(({ name }) => name === posix.basename(path))?.id ?? "";
}
