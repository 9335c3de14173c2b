import fs from "node:fs";
import * as git from "isomorphic-git";
import { messageOf } from "../../lib/index.ts";
import { MissingObject } from "../errors.ts";
import type { TreeEntry } from "../repository.ts";

/** Where a clone keeps what it knows. In a linked worktree the two folders differ. */
export interface GitFolders {
  /** Objects, branches and tags. */
  readonly common: string;
  /** HEAD and the index. */
  readonly own: string;
}

/**
 * Reads Git's objects, each pack opened once.
 *
 * The cache belongs to the instance: it holds packs and their indexes, and dies with it.
 */
export class GitObjects {
  readonly cache = {};
  private readonly trees = new Map<string, Promise<readonly TreeEntry[]>>();

  constructor(readonly folders: GitFolders) {}

  get location() {
    return { fs, gitdir: this.folders.common, cache: this.cache };
  }

  /** @throws {MissingObject} */
  async commit(id: string) {
    return (await this.reading("Commit", id, () => git.readCommit({ ...this.location, oid: id }))).commit;
  }

  async has(id: string): Promise<boolean> {
    try {
      await git.readObject({ ...this.location, oid: id, format: "content" });
      return true;
    } catch {
      return false;
    }
  }

  /** Entries of a tree by its id. Read once. @throws {MissingObject} */
  tree(id: string): Promise<readonly TreeEntry[]> {
    let entries = this.trees.get(id);
    if (!entries) {
      entries = this.reading("Tree", id, () => git.readTree({ ...this.location, oid: id })).then(({ tree }) =>
        tree.map(({ path, oid, mode, type }) => ({ name: path, id: oid, kind: kindOf(type, mode) })),
      );
      this.trees.set(id, entries);
    }
    return entries;
  }

  /** @throws {MissingObject} */
  async blob(id: string): Promise<Uint8Array> {
    return (await this.reading("File", id, () => git.readBlob({ ...this.location, oid: id }))).blob;
  }

  private async reading<T>(what: string, id: string, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (thrown) {
      throw new MissingObject({ id, what, problem: problemOf(thrown) }, { cause: thrown });
    }
  }
}

/** isomorphic-git's own words, without its request to report as its defect what is one of the clone. */
function problemOf(thrown: unknown): string {
  const { code, data } = thrown as { readonly code?: string; readonly data?: { readonly message?: string } };
  if (code === "NotFoundError") return "it is not there";
  return (code === "InternalError" && data?.message) || messageOf(thrown);
}

function kindOf(type: string, mode: string): TreeEntry["kind"] {
  if (type === "tree") return "folder";
  if (type === "commit") return "submodule";
  if (mode === "120000") return "link";
  return mode === "100755" ? "executable" : "file";
}
