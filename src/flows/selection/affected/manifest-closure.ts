import { posix } from "node:path";
import type { CommitTree } from "../../../git/index.ts";
import { ManifestReader } from "../../../kubernetes/manifests/index.ts";

/** Every file that building a folder's manifests reads, by path: Git's name for its content. Empty without such a folder. */
export async function manifestClosure(tree: CommitTree, folder: string): Promise<Readonly<Record<string, string>>> {
  const { files } = await new ManifestReader(tree).sourcesOf(folder);
  const paths = [...files.keys()];
  const ids = await idsIn(tree, new Set(paths.map((path) => posix.dirname(path))));
  const found = paths.map((path) => [path, ids.get(path) ?? ""] as const);
  return Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** By path, of everything in these folders. Each is listed once, since one may hold thousands of files. */
async function idsIn(tree: CommitTree, folders: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const lists = await Promise.all(
    [...folders].map(async (folder) => {
      const entries = await tree.list(folder === "." ? "" : folder);
      return entries.map(({ name, id }) => [posix.join(folder, name), id] as const);
    }),
  );
  return new Map(lists.flat());
}
