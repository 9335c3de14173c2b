import { posix } from "node:path";
import type { CommitTree } from "../../git/index.ts";
import { placesReachedFrom } from "./shared-manifests.ts";

/** Every file that building a folder's manifests reads, by path: Git's name for its content. Empty without such a folder. */
export async function manifestClosure(tree: CommitTree, folder: string): Promise<Readonly<Record<string, string>>> {
  const places = [...(await placesReachedFrom(folder, tree)).keys()];
  const found = await Promise.all(places.map((place) => filesAt(tree, place)));
  return Object.fromEntries(found.flat().toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

async function filesAt(tree: CommitTree, place: string): Promise<readonly (readonly [string, string])[]> {
  const entries = await tree.list(posix.dirname(place) === "." ? "" : posix.dirname(place));
  const entry = entries.find(({ name }) => name === posix.basename(place));
  if (!entry) return [];
  if (entry.kind !== "folder") return [[place, entry.id]];
  return (await tree.files(place)).map(({ path, id }) => [path, id]);
}
