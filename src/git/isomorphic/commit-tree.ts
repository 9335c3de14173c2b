import type { CommitTree, FileChange, TreeEntry, TreeFile } from "../repository.ts";
import type { GitObjects } from "./objects.ts";

/** The files of a commit whose root tree is `root`. Folders are read when they are asked for, each once. */
export function commitTree(commit: string, root: string, objects: GitObjects): CommitTree {
  const entryAt = async (path: string): Promise<TreeEntry | undefined> => {
    let entry: TreeEntry | undefined = { name: "", id: root, kind: "folder" };
    for (const name of namesOf(path)) {
      if (entry?.kind !== "folder") return undefined;
      entry = (await objects.children(entry.id)).get(name);
    }
    return entry;
  };
  return {
    commit,
    async list(folder) {
      const entry = await entryAt(folder);
      return entry?.kind === "folder" ? objects.tree(entry.id) : [];
    },
    async read(path) {
      const entry = await entryAt(path);
      return entry && isFile(entry) ? objects.blob(entry.id) : undefined;
    },
    async readLink(path) {
      const entry = await entryAt(path);
      return entry?.kind === "link" ? Buffer.from(await objects.blob(entry.id)).toString("utf8") : undefined;
    },
    async files(folder) {
      const entry = await entryAt(folder);
      return entry?.kind === "folder" ? filesBelow(entry.id, namesOf(folder).join("/"), objects) : [];
    },
  };
}

/** Paths at which two trees differ, sorted. A folder that became a file, or the reverse, is a delete and an addition. */
export async function treeDifferences(
  before: string,
  after: string,
  objects: GitObjects,
): Promise<readonly FileChange[]> {
  const changes = await differencesIn(before, after, "", objects);
  return changes.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

async function differencesIn(
  before: string,
  after: string,
  folder: string,
  objects: GitObjects,
): Promise<readonly FileChange[]> {
  const [old, now] = await Promise.all([objects.tree(before), objects.tree(after)]);
  const oldByName = new Map(old.map((entry) => [entry.name, entry]));
  const pairs = now.map((entry): readonly [TreeEntry | undefined, TreeEntry | undefined] => {
    const same = oldByName.get(entry.name);
    oldByName.delete(entry.name);
    return [same, entry];
  });
  for (const gone of oldByName.values()) pairs.push([gone, undefined]);

  const changes = await Promise.all(
    pairs
      .filter(([a, b]) => a?.id !== b?.id || a?.kind !== b?.kind)
      .map(async ([a, b]) => {
        const path = join(folder, (b ?? a)?.name ?? "");
        if (a?.kind === "folder" && b?.kind === "folder") return differencesIn(a.id, b.id, path, objects);
        const [removed, added] = await Promise.all([filesAt(a, path, objects), filesAt(b, path, objects)]);
        return pairUp(removed, added);
      }),
  );
  return changes.flat();
}

/** Files that a tree entry stands for: itself, or all below it. */
async function filesAt(entry: TreeEntry | undefined, path: string, objects: GitObjects): Promise<readonly TreeFile[]> {
  if (!entry) return [];
  return entry.kind === "folder" ? filesBelow(entry.id, path, objects) : [{ path, id: entry.id, kind: entry.kind }];
}

async function filesBelow(tree: string, folder: string, objects: GitObjects): Promise<readonly TreeFile[]> {
  const entries = await objects.tree(tree);
  return (await Promise.all(entries.map((entry) => filesAt(entry, join(folder, entry.name), objects)))).flat();
}

function pairUp(removed: readonly TreeFile[], added: readonly TreeFile[]): readonly FileChange[] {
  const before = new Map(removed.map((file) => [file.path, file]));
  const changes = added.map((after): FileChange => {
    const same = before.get(after.path);
    before.delete(after.path);
    return same ? { path: after.path, before: same, after } : { path: after.path, after };
  });
  return [...changes, ...[...before.values()].map((file) => ({ path: file.path, before: file }))];
}

function isFile({ kind }: TreeEntry): boolean {
  return kind === "file" || kind === "executable";
}

function namesOf(path: string): readonly string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}

function join(folder: string, name: string): string {
  return folder ? `${folder}/${name}` : name;
}
