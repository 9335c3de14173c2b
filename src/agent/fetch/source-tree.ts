import fs from "node:fs";
import type { Ignore } from "ignore";
import * as git from "isomorphic-git";
import { sourceIgnoreFile, sourceRules } from "../../kubernetes/manifests/index.ts";

export interface SourceFile {
  /** From the root of the source, with `/`. */
  readonly path: string;
  /** Changes exactly when the content does. */
  readonly id: string;
}

/** The part of a {@link SourceTree} that building reads. */
export type ReadableTree = Pick<SourceTree, "files" | "read">;

/** The files of one commit, without those that are ignored. Nothing is checked out. */
export class SourceTree {
  readonly #gitdir: string;
  readonly #commit: string;
  readonly #ignore: string | undefined;
  /** What isomorphic-git read of the packs; it lives as long as this tree is used. */
  readonly #cache = {};

  constructor(gitdir: string, commit: string, ignoreRules: string | undefined) {
    this.#gitdir = gitdir;
    this.#commit = commit;
    this.#ignore = ignoreRules;
  }

  /** The regular files below a folder, in order; `undefined` when there is no such folder. Symbolic links are left out. */
  async files(folder: string): Promise<readonly SourceFile[] | undefined> {
    const steps = folder.split("/").filter((step) => step !== "" && step !== ".");
    if (steps.includes("..")) return undefined;
    const root = (await git.readCommit({ fs, gitdir: this.#gitdir, oid: this.#commit, cache: this.#cache })).commit
      .tree;
    const tree = await this.#descend(root, steps);
    if (tree === undefined) return undefined;
    const rules = await this.#rules(root);
    const found: SourceFile[] = [];
    await this.#collect(tree, steps.map((step) => `${step}/`).join(""), rules, found);
    return found;
  }

  async read(file: SourceFile): Promise<Buffer> {
    const { blob } = await git.readBlob({ fs, gitdir: this.#gitdir, oid: file.id, cache: this.#cache });
    return Buffer.from(blob);
  }

  async #descend(tree: string, [step, ...rest]: readonly string[]): Promise<string | undefined> {
    if (step === undefined) return tree;
    const entry = (await this.#entries(tree)).find(({ path, type }) => path === step && type === "tree");
    return entry === undefined ? undefined : this.#descend(entry.oid, rest);
  }

  async #collect(tree: string, prefix: string, rules: Ignore, found: SourceFile[]): Promise<void> {
    for (const entry of await this.#entries(tree)) {
      const path = prefix + entry.path;
      if (entry.type === "tree" && !rules.ignores(`${path}/`)) await this.#collect(entry.oid, `${path}/`, rules, found);
      const regular = entry.type === "blob" && entry.mode !== "120000";
      if (regular && !rules.ignores(path)) found.push({ path, id: entry.oid });
    }
  }

  async #rules(root: string): Promise<Ignore> {
    const own = (await this.#entries(root)).find(({ path, type }) => path === sourceIgnoreFile && type === "blob");
    const text = own && (await this.read({ path: own.path, id: own.oid })).toString("utf8");
    return sourceRules(this.#ignore, text);
  }

  async #entries(tree: string) {
    return (await git.readTree({ fs, gitdir: this.#gitdir, oid: tree, cache: this.#cache })).tree;
  }
}
