import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** Files to read, wherever they are: a folder on disk, a Git commit's tree, memory. Paths are relative, with `/`. */
export interface FileTree {
  /** Entries of one folder, `""` for the root. Empty for a folder that is not there. */
  list(folder: string): Promise<readonly { readonly name: string; readonly kind: string }[]>;
  /** `undefined` when nothing is there, or something that is no file. */
  read(path: string): Promise<Uint8Array | undefined>;
}

/** The files below a folder on disk, as they are now. */
export function folderTree(root: string): FileTree {
  const at = (relative: string) => path.join(root, ...relative.split("/"));
  return {
    async list(folder) {
      const entries = await orMissing(readdir(at(folder), { withFileTypes: true }));
      return (entries ?? []).map((entry) => ({ name: entry.name, kind: entry.isDirectory() ? "folder" : "file" }));
    },
    read: (file) => orMissing(readFile(at(file))),
  };
}

/** Files given as text, by path. */
export function memoryTree(files: Readonly<Record<string, string>>): FileTree {
  const paths = Object.keys(files);
  return {
    list(folder) {
      const prefix = folder === "" ? "" : `${folder}/`;
      const kinds = new Map<string, string>();
      for (const file of paths.filter((file) => file.startsWith(prefix))) {
        const [name = "", ...below] = file.slice(prefix.length).split("/");
        kinds.set(name, below.length > 0 ? "folder" : "file");
      }
      return Promise.resolve([...kinds].map(([name, kind]) => ({ name, kind })));
    },
    read: (file) => Promise.resolve(Object.hasOwn(files, file) ? Buffer.from(files[file] ?? "") : undefined),
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
  };
}

const missingCodes = new Set(["ENOENT", "ENOTDIR", "EISDIR"]);

async function orMissing<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (thrown) {
    if (thrown instanceof Error && missingCodes.has((thrown as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw thrown;
  }
}
