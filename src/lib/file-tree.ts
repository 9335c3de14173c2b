import { readdir, readFile, readlink } from "node:fs/promises";
import path from "node:path";

/** Files to read, wherever they are: a folder on disk, a Git commit's tree, memory. Paths are relative, with `/`. */
export interface FileTree {
  /** Entries of one folder, `""` for the root: `folder`, `link`, or another kind of file. Empty for a folder that is not there. */
  list(folder: string): Promise<readonly { readonly name: string; readonly kind: string }[]>;
  /** `undefined` when nothing is there, or something that is no file. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** What a symbolic link says, as it is written; `undefined` for everything else. */
  readLink(path: string): Promise<string | undefined>;
}

/** The files below a folder on disk, as they are now. */
export function folderTree(root: string): FileTree {
  const at = (relative: string) => path.join(root, ...relative.split("/"));
  return {
    async list(folder) {
      const entries = await orMissing(readdir(at(folder), { withFileTypes: true }));
      return (entries ?? []).map((entry) => ({
        name: entry.name,
        kind: entry.isDirectory() ? "folder" : entry.isSymbolicLink() ? "link" : "file",
      }));
    },
    read: (file) => orMissing(readFile(at(file))),
    readLink: (file) => orMissing(readlink(at(file))),
  };
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

/** `EINVAL` is how reading a link answers for what is none. */
const missingCodes = new Set(["ENOENT", "ENOTDIR", "EISDIR", "EINVAL"]);

async function orMissing<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (thrown) {
    if (thrown instanceof Error && missingCodes.has((thrown as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw thrown;
  }
}
