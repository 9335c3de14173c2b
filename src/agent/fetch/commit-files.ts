import fs from "node:fs";
import * as git from "isomorphic-git";
import type { FileTree, FileTreeEntry } from "../../lib/index.ts";

const kinds: Readonly<Record<string, string>> = { "040000": "folder", "120000": "link", "160000": "submodule" };

/** Every file of one commit in a bare clone, read when it is asked for. Each folder is listed once. */
export class CommitFiles implements FileTree {
  readonly #gitdir: string;
  readonly #commit: string;
  /** What isomorphic-git read of the packs; it lives as long as these files are used. */
  readonly #cache = {};
  readonly #lists = new Map<string, Promise<readonly FileTreeEntry[]>>();

  constructor(gitdir: string, commit: string) {
    this.#gitdir = gitdir;
    this.#commit = commit;
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
    const { blob } = await git.readBlob({ fs, gitdir: this.#gitdir, oid: id, cache: this.#cache });
    return Buffer.from(blob);
  }

  async entry(path: string): Promise<FileTreeEntry | undefined> {
    const slash = path.lastIndexOf("/");
    const entries = await this.list(path.slice(0, Math.max(slash, 0)));
    return entries.find(({ name }) => name === path.slice(slash + 1));
  }

  async #entriesOf(folder: string): Promise<readonly FileTreeEntry[]> {
    const at = { fs, gitdir: this.#gitdir, cache: this.#cache };
    const tree =
      folder === ""
        ? (await git.readCommit({ ...at, oid: this.#commit })).commit.tree
        : await this.entry(folder).then((entry) => (entry?.kind === "folder" ? entry.id : undefined));
    if (tree === undefined) return [];
    const entries = (await git.readTree({ ...at, oid: tree })).tree;
    return entries.map(({ path, mode, oid }) => ({ name: path, kind: kinds[mode] ?? "file", id: oid }));
  }
}

export const isFile = ({ kind }: FileTreeEntry): boolean => kind === "file";
