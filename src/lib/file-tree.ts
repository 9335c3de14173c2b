import type { Dirent } from "node:fs";
import { lstat, readdir, readlink } from "node:fs/promises";
import path from "node:path";
import { NotAPlainFile, readPlainFile } from "./plain-file.ts";

/** Files to read, wherever they are: a folder on disk, a Git commit's tree, memory. Paths are relative, with `/`. */
export interface FileTree {
  /**
   * Entries of one folder, `""` for the root. Empty for a folder that is not there, or that a symbolic link stands for.
   *
   * The kind is `folder`, `file`, `executable`, `link`, `submodule`, or `other` for what a disk holds besides.
   */
  list(folder: string): Promise<readonly FileTreeEntry[]>;
  /**
   * `undefined` when nothing is there, or something that is no plain file. Symbolic links are never followed.
   *
   * @throws {FileTooLarge} for a file on disk of more than {@link largestFile} bytes, before it is read.
   */
  read(path: string): Promise<Uint8Array | undefined>;
  /** What a symbolic link says, as it is written; `undefined` for everything else. */
  readLink(path: string): Promise<string | undefined>;
}

export interface FileTreeEntry {
  readonly name: string;
  readonly kind: string;
  /** Equal ids are equal contents. Absent where only reading would tell. */
  readonly id?: string;
}

/** In bytes. More than any declaration has, and little enough to hold. */
export const largestFile = 16 * 1024 * 1024;

/** The text of a file; `undefined` where {@link FileTree.read} gives nothing. @throws {FileTooLarge} */
export async function textIn(tree: Pick<FileTree, "read">, path: string): Promise<string | undefined> {
  const bytes = await tree.read(path);
  return bytes && Buffer.from(bytes).toString("utf8");
}

/** The files below a folder on disk, as they are now. */
export function folderTree(root: string): FileTree {
  const at = (relative: string) => path.join(root, ...relative.split("/"));
  const isReached = async (folder: string): Promise<boolean> => {
    const steps = folder.split("/").filter((step) => step !== "" && step !== ".");
    for (const index of steps.keys()) {
      const found = await orMissing(lstat(at(steps.slice(0, index + 1).join("/"))));
      if (!found?.isDirectory()) return false;
    }
    return true;
  };
  return {
    async list(folder) {
      if (!(await isReached(folder))) return [];
      const entries = await orMissing(readdir(at(folder), { withFileTypes: true }));
      return (entries ?? []).map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
    },
    async read(file) {
      if (!(await isReached(path.posix.dirname(file)))) return undefined;
      try {
        return await readPlainFile(at(file), { limit: largestFile, links: "refused" });
      } catch (thrown) {
        if (thrown instanceof NotAPlainFile) return undefined;
        throw thrown;
      }
    },
    async readLink(link) {
      return (await isReached(path.posix.dirname(link))) ? orMissing(readlink(at(link))) : undefined;
    },
  };
}

function kindOf(entry: Dirent): string {
  if (entry.isDirectory()) return "folder";
  if (entry.isSymbolicLink()) return "link";
  return entry.isFile() ? "file" : "other";
}

/** Files given as text, by path, and symbolic links by what they say. */
export function memoryTree(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
): FileTree {
  const paths = [...Object.keys(files), ...Object.keys(links)];
  return {
    list(folder) {
      const prefix = folder === "" ? "" : `${folder}/`;
      const kinds = new Map<string, string>();
      for (const file of paths.filter((file) => file.startsWith(prefix))) {
        const [name = "", ...below] = file.slice(prefix.length).split("/");
        kinds.set(name, below.length > 0 ? "folder" : Object.hasOwn(links, file) ? "link" : "file");
      }
      return Promise.resolve([...kinds].map(([name, kind]) => ({ name, kind })));
    },
    read: (file) => Promise.resolve(Object.hasOwn(files, file) ? Buffer.from(files[file] ?? "") : undefined),
    readLink: (file) => Promise.resolve(Object.hasOwn(links, file) ? links[file] : undefined),
  };
}

/** A tree whose files are read once, and held as long as it is. */
export function holdingFiles(tree: FileTree): FileTree {
  const held = new Map<string, ReturnType<FileTree["read"]>>();
  return {
    list: (folder) => tree.list(folder),
    read(file) {
      const content = held.get(file) ?? tree.read(file);
      held.set(file, content);
      return content;
    },
    readLink: (link) => tree.readLink(link),
  };
}

/** A tree with some files on top: as if they had been written to it. */
export function overlayTree(below: FileTree, files: Readonly<Record<string, string>>): FileTree {
  const above = memoryTree(files);
  return {
    async list(folder) {
      const entries = [...(await below.list(folder)), ...(await above.list(folder))];
      return [...new Map(entries.map((entry) => [entry.name, entry])).values()];
    },
    read: async (file) => (await above.read(file)) ?? below.read(file),
    readLink: async (file) => ((await above.read(file)) === undefined ? below.readLink(file) : undefined),
  };
}

/** A tree, and those files of another that are named, where it has none. */
export function completedTree(tree: FileTree, other: FileTree, files: readonly string[]): FileTree {
  const added = new Set(files);
  for (const file of files)
    for (let end = file.lastIndexOf("/"); end > 0; end = file.lastIndexOf("/", end - 1)) added.add(file.slice(0, end));
  const either = async <T>(file: string, read: (from: FileTree) => Promise<T | undefined>) =>
    (await read(tree)) ?? (added.has(file) ? read(other) : undefined);
  return {
    async list(folder) {
      const entries = await tree.list(folder);
      if (folder !== "" && !added.has(folder)) return entries;
      const names = new Set(entries.map(({ name }) => name));
      const isAdded = (name: string) => !names.has(name) && added.has(folder === "" ? name : `${folder}/${name}`);
      return [...entries, ...(await other.list(folder)).filter(({ name }) => isAdded(name))];
    },
    read: async (file) => either(file, (from) => from.read(file)),
    readLink: async (file) => either(file, (from) => from.readLink(file)),
  };
}

/** `EINVAL` is how reading a link answers for what is none. */
const missingCodes = new Set(["ENOENT", "ENOTDIR", "EINVAL"]);

async function orMissing<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (thrown) {
    if (thrown instanceof Error && missingCodes.has((thrown as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw thrown;
  }
}
