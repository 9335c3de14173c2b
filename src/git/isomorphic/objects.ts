import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import * as git from "isomorphic-git";
import {
  impossibleName,
  kindOf,
  PackedObjects,
  readLooseObject,
  type StoredObject,
  treeEntries,
} from "../../git-objects/index.ts";
import { counted, messageOf } from "../../lib/index.ts";
import { MissingObject } from "../errors.ts";
import { GitCommandFailed } from "../executable/index.ts";
import type { TreeEntry } from "../repository.ts";
import type { PromisedObjects } from "./promised-objects.ts";

/** Where a clone keeps what it knows. In a linked worktree the two folders differ. */
export interface GitFolders {
  /** Objects, branches and tags. */
  readonly common: string;
  /** HEAD and the index. */
  readonly own: string;
}

/** A commit takes about a kilobyte. */
const mostReadCommits = 20_000;

/**
 * Reads Git's objects, each pack opened once.
 *
 * The cache belongs to the instance: it holds packs and their indexes, and dies with it.
 */
export class GitObjects {
  readonly cache = {};
  private readonly packed: PackedObjects;
  private readonly trees = new Map<string, Promise<readonly TreeEntry[]>>();
  private readonly byName = new Map<string, Promise<ReadonlyMap<string, TreeEntry>>>();
  /** Objects that are in no repository. */
  private readonly made = new Map<string, Uint8Array>();
  private readonly madeCommits = new Map<string, git.CommitObject>();
  /** The newest that were read. History is walked again and again, and no commit ever changes. */
  private readonly readCommits = new Map<string, git.CommitObject>();

  /** @param promised given for a partial clone */
  constructor(
    readonly folders: GitFolders,
    private readonly promised?: PromisedObjects,
  ) {
    this.packed = new PackedObjects(folders.common);
  }

  get location() {
    return { fs, gitdir: this.folders.common, cache: this.cache };
  }

  /** Read once, where it is there. @throws {MissingObject} */
  async commit(id: string): Promise<git.CommitObject> {
    const known = this.madeCommits.get(id) ?? this.readCommits.get(id);
    if (known) return known;
    const { commit } = await this.reading("Commit", id, () => git.readCommit({ ...this.location, oid: id }));
    const [oldest] = this.readCommits.keys();
    if (oldest !== undefined && this.readCommits.size >= mostReadCommits) this.readCommits.delete(oldest);
    this.readCommits.set(id, commit);
    return commit;
  }

  async has(id: string): Promise<boolean> {
    try {
      await git.readObject({ ...this.location, oid: id, format: "content" });
      return true;
    } catch {
      return false;
    }
  }

  /** Entries of a tree by its id. Read once. @throws {MissingObject} also where it has names that no file can have. */
  tree(id: string): Promise<readonly TreeEntry[]> {
    let entries = this.trees.get(id);
    if (!entries) {
      const stored = this.stored(id);
      entries =
        stored?.type === "tree"
          ? Promise.resolve(treeEntries(stored.content))
          : this.reading("Tree", id, () => git.readTree({ ...this.location, oid: id })).then(({ tree }) =>
              tree.map(entryOf),
            );
      entries = entries.then((read) => possible(id, read));
      this.trees.set(id, entries);
    }
    return entries;
  }

  /**
   * As {@link tree}, by name. Cached, because `environments/` may have thousands of entries and most lookups pass
   * through it.
   */
  children(id: string): Promise<ReadonlyMap<string, TreeEntry>> {
    let children = this.byName.get(id);
    if (!children) {
      children = this.tree(id).then((entries) => new Map(entries.map((entry) => [entry.name, entry])));
      this.byName.set(id, children);
    }
    return children;
  }

  /** @throws {MissingObject} */
  async blob(id: string): Promise<Uint8Array> {
    const made = this.made.get(id);
    if (made) return made;
    const stored = this.stored(id);
    if (stored?.type === "blob") return stored.content;
    return (await this.reading("File", id, () => git.readBlob({ ...this.location, oid: id }))).blob;
  }

  /**
   * Adds the loose objects in a folder of another repository. They are read at once; the folder may be removed
   * afterwards.
   */
  async takeLoose(gitdir: string): Promise<void> {
    for (const id of looseIds(gitdir)) {
      const { type, object } = await git.readObject({ fs, gitdir, oid: id, format: "parsed" });
      if (type === "tree") this.trees.set(id, Promise.resolve(possible(id, (object as git.TreeObject).map(entryOf))));
      else if (type === "blob") this.made.set(id, object as Uint8Array);
    }
  }

  /** Adds a commit that is in no repository. Returns the id that Git would give it. */
  takeCommit(commit: git.CommitObject): string {
    const id = commitIdOf(commit);
    this.madeCommits.set(id, commit);
    return id;
  }

  /** Brings at once what a partial clone lacks of these. @throws {MissingObject} */
  async complete(ids: readonly string[]): Promise<void> {
    const { promised } = this;
    if (promised === undefined) return;
    const there = await Promise.all(ids.map((id) => this.has(id)));
    const missing = ids.filter((_, index) => !there[index]);
    const [first] = missing;
    if (first === undefined) return;
    await promised.bring(missing).catch((thrown: unknown) => {
      throw this.missing(missing.length === 1 ? "File" : `One of ${counted(missing.length, "file")}`, first, thrown);
    });
  }

  /** `undefined` where isomorphic-git has to look, which is slower and says what is wrong. */
  private stored(id: string): StoredObject | undefined {
    return this.packed.read(id) ?? readLooseObject(this.folders.common, id);
  }

  private async reading<T>(what: string, id: string, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (thrown) {
      const { promised } = this;
      if (promised === undefined || !isNotThere(thrown)) throw this.missing(what, id, thrown);
      try {
        await promised.bring([id]);
        return await read();
      } catch (second) {
        throw this.missing(what, id, second);
      }
    }
  }

  private missing(what: string, id: string, thrown: unknown): MissingObject {
    const problem =
      this.promised === undefined
        ? problemOf(thrown)
        : `this is a partial clone, and ${this.promised.remote} does not give what was left out: ${problemOf(thrown)}`;
    return new MissingObject({ id, what, problem }, { cause: thrown });
  }
}

const isNotThere = (thrown: unknown): boolean => (thrown as { readonly code?: string }).code === "NotFoundError";

/** isomorphic-git's message, without its request to report a defect of the library: the clone is damaged. */
function problemOf(thrown: unknown): string {
  const { code, data } = thrown as { readonly code?: string; readonly data?: { readonly message?: string } };
  if (code === "NotFoundError") return "it is not there";
  if (thrown instanceof GitCommandFailed) return thrown.data.words.replaceAll("\n", " ");
  return (code === "InternalError" && data?.message) || messageOf(thrown);
}

/** @throws {MissingObject} */
function possible(id: string, entries: readonly TreeEntry[]): readonly TreeEntry[] {
  const name = impossibleName(entries);
  if (name === undefined) return entries;
  throw new MissingObject({
    id,
    what: "Tree",
    problem: `it has the name ${JSON.stringify(name)} twice, or no file can have it`,
  });
}

function entryOf({ path, oid, mode }: git.TreeEntry): TreeEntry {
  return { name: path, id: oid, kind: kindOf(mode) };
}

function looseIds(gitdir: string): readonly string[] {
  const objects = path.join(gitdir, "objects");
  return fs
    .readdirSync(objects)
    .filter((name) => /^[0-9a-f]{2}$/.test(name))
    .flatMap((name) => fs.readdirSync(path.join(objects, name)).map((rest) => `${name}${rest}`));
}

/** As `git hash-object -t commit`: of the form that commits are stored in. */
function commitIdOf({ tree, parent, author, committer, message }: git.CommitObject): string {
  const person = ({ name, email, timestamp }: typeof author) => `${name} <${email}> ${timestamp} +0000`;
  const text = [
    `tree ${tree}`,
    ...parent.map((id) => `parent ${id}`),
    `author ${person(author)}`,
    `committer ${person(committer)}`,
    "",
    message,
  ].join("\n");
  return createHash("sha1")
    .update(`commit ${Buffer.byteLength(text)}\0${text}`)
    .digest("hex");
}
