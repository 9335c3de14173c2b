import type { CommitTree, FileChange, TreeEntry, TreeFile } from "../repository.ts";
import type { GitObjects } from "./git-objects.ts";

/** The files of a commit whose root tree is `root`. Folders are read when they are asked for, each once. */
export function commitTree(commit: string, root: string, objects: GitObjects): CommitTree {
  const entryAt = (path: string): TreeEntry | undefined => {
    let entry: TreeEntry | undefined = { name: "", id: root, kind: "folder" };
    for (const name of namesOf(path)) {
      if (entry?.kind !== "folder") return undefined;
      entry = objects.tree(entry.id).find((child) => child.name === name);
    }
    return entry;
  };
  return {
    commit,
    async list(folder) {
      const entry = entryAt(folder);
      return entry?.kind === "folder" ? objects.tree(entry.id) : [];
    },
    async read(path) {
      const entry = entryAt(path);
      return entry && isFile(entry) ? objects.blob(entry.id) : undefined;
    },
    async files(folder) {
      const entry = entryAt(folder);
      return entry?.kind === "folder" ? filesBelow(entry.id, namesOf(folder).join("/"), objects) : [];
    },
  };
}

/** Paths at which two trees differ, sorted. A folder that became a file, or the reverse, is a delete and an addition. */
export function treeDifferences(before: string, after: string, objects: GitObjects): readonly FileChange[] {
  return differencesIn(before, after, "", objects).toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function differencesIn(before: string, after: string, folder: string, objects: GitObjects): readonly FileChange[] {
  const [old, now] = [objects.tree(before), objects.tree(after)];
  const oldByName = new Map(old.map((entry) => [entry.name, entry]));
  const pairs = now.map((entry): readonly [TreeEntry | undefined, TreeEntry | undefined] => {
    const same = oldByName.get(entry.name);
    oldByName.delete(entry.name);
    return [same, entry];
  });
  for (const gone of oldByName.values()) pairs.push([gone, undefined]);

  return pairs
    .filter(([a, b]) => a?.id !== b?.id || a?.kind !== b?.kind)
    .flatMap(([a, b]) => {
      const path = join(folder, (b ?? a)?.name ?? "");
      if (a?.kind === "folder" && b?.kind === "folder") return differencesIn(a.id, b.id, path, objects);
      return pairUp(filesAt(a, path, objects), filesAt(b, path, objects));
    });
}

/** Files that a tree entry stands for: itself, or all below it. */
function filesAt(entry: TreeEntry | undefined, path: string, objects: GitObjects): readonly TreeFile[] {
  if (!entry) return [];
  return entry.kind === "folder" ? filesBelow(entry.id, path, objects) : [{ path, id: entry.id, kind: entry.kind }];
}

function filesBelow(tree: string, folder: string, objects: GitObjects): readonly TreeFile[] {
  return objects.tree(tree).flatMap((entry) => filesAt(entry, join(folder, entry.name), objects));
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
