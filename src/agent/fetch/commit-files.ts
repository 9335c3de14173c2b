import fs from "node:fs";
import { setImmediate } from "node:timers/promises";
import * as git from "isomorphic-git";
import {
  isPlainName,
  kindOf,
  PackedObjects,
  type TreeEntry,
  treeEntries,
  treeOfCommit,
} from "../../git-objects/index.ts";
import type { FileTree, FileTreeEntry } from "../../lib/index.ts";

/** Several builds read at the same time, and each holds as much. In bytes. */
const mostKept = 2 * 1024 * 1024;
/** Milliseconds that are read without a pause in which leases are renewed and watches heard. */
const longestTurn = 20;

/** Every file of one commit in a bare clone, read when it is asked for. Each folder is listed once. */
export class CommitFiles implements FileTree {
  readonly #gitdir: string;
  readonly #commit: string;
  /** Where it has nothing isomorphic-git looks, which takes half a millisecond for each object and says what is wrong. */
  readonly #packed: PackedObjects;
  /** What isomorphic-git read of the packs; it lives as long as these files are used. */
  readonly #cache = {};
  #pausedAt = performance.now();
  readonly #lists = new Map<string, Promise<readonly FileTreeEntry[]>>();

  constructor(gitdir: string, commit: string) {
    this.#gitdir = gitdir;
    this.#commit = commit;
    this.#packed = new PackedObjects(gitdir, mostKept);
  }

  list(folder: string): Promise<readonly FileTreeEntry[]> {
    let entries = this.#lists.get(folder);
    if (!entries) {
      entries = this.#entriesOf(folder);
      this.#lists.set(folder, entries);
    }
    return entries;
  }

  async read(path: string): Promise<Buffer | undefined> {
    const entry = await this.entry(path);
    return entry?.id === undefined || !isFile(entry) ? undefined : this.content(entry.id);
  }

  async readLink(path: string): Promise<string | undefined> {
    const entry = await this.entry(path);
    return entry?.id === undefined || entry.kind !== "link"
      ? undefined
      : (await this.content(entry.id)).toString("utf8");
  }

  /** @param id as listed, of a file */
  async content(id: string): Promise<Buffer> {
    if (performance.now() - this.#pausedAt > longestTurn) {
      await setImmediate();
      this.#pausedAt = performance.now();
    }
    const stored = this.#packed.read(id);
    if (stored?.type === "blob") return stored.content;
    const { blob } = await git.readBlob({ ...this.#location, oid: id });
    return Buffer.from(blob);
  }

  async entry(path: string): Promise<FileTreeEntry | undefined> {
    const slash = path.lastIndexOf("/");
    const entries = await this.list(path.slice(0, Math.max(slash, 0)));
    return entries.find(({ name }) => name === path.slice(slash + 1));
  }

  async #entriesOf(folder: string): Promise<readonly FileTreeEntry[]> {
    const tree =
      folder === ""
        ? await this.#rootOf(this.#commit)
        : await this.entry(folder).then((entry) => (entry?.kind === "folder" ? entry.id : undefined));
    return tree === undefined ? [] : (await this.#tree(tree)).map(asFileEntry);
  }

  async #rootOf(commit: string): Promise<string> {
    const stored = this.#packed.read(commit);
    const root = stored && treeOfCommit(stored);
    return root ?? (await git.readCommit({ ...this.#location, oid: commit })).commit.tree;
  }

  async #tree(id: string): Promise<readonly TreeEntry[]> {
    const stored = this.#packed.read(id);
    const entries = stored?.type === "tree" ? treeEntries(stored.content) : undefined;
    // isomorphic-git knows which other names would be another folder on some disk, and refuses them.
    if (entries?.every(({ name }) => isPlainName(name))) return entries;
    const { tree } = await git.readTree({ ...this.#location, oid: id });
    return tree.map(({ path, mode, oid }) => ({ name: path, kind: kindOf(mode), id: oid }));
  }

  get #location() {
    return { fs, gitdir: this.#gitdir, cache: this.#cache };
  }
}

/** To manifests an executable file is as any other. */
const asFileEntry = ({ name, kind, id }: TreeEntry): FileTreeEntry => ({
  name,
  kind: kind === "executable" ? "file" : kind,
  id,
});

export const isFile = ({ kind }: FileTreeEntry): boolean => kind === "file";
