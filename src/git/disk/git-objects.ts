import path from "node:path";
import { messageOf } from "../../lib/index.ts";
import { MissingObject } from "../errors.ts";
import { emptyTree, type TreeEntry } from "../repository.ts";
import {
  NoSuchObject,
  type ObjectType,
  parseCommit,
  parseTag,
  parseTree,
  type StoredObject,
  StoredObjects,
} from "./objects/index.ts";

/** Where a clone keeps what it knows. In a linked worktree the two folders differ. */
export interface GitFolders {
  /** Objects, branches and tags. */
  readonly common: string;
  /** HEAD and the index. */
  readonly own: string;
}

const noBytes = Buffer.alloc(0);

/** A clone's commits, trees and files by their ids. Trees are read once, and die with the instance. */
export class GitObjects {
  private readonly stored: StoredObjects;
  private readonly trees = new Map<string, readonly TreeEntry[]>();

  constructor(readonly folders: GitFolders) {
    this.stored = new StoredObjects(path.join(folders.common, "objects"));
  }

  /** @throws {MissingObject} */
  commit(id: string) {
    return this.reading("Commit", id, () => parseCommit(this.contentOf(id, "commit")));
  }

  /** The commit that an id names: itself, or what an annotated tag leads to. @throws {MissingObject} */
  peel(id: string): string {
    return this.reading("Commit", id, () => {
      const object = this.stored.read(id);
      if (object.type === "tag") return this.peel(parseTag(object.content));
      requireType(object, "commit");
      return id;
    });
  }

  /** Commits whose ids begin with at least four digits, also those that an annotated tag of such an id leads to. */
  commitsBeginningWith(digits: string): readonly string[] {
    const ids = this.reading("Object", digits, () => this.stored.idsBeginningWith(digits));
    const found = ids.filter((id) =>
      ["commit", "tag"].includes(this.reading("Object", id, () => this.stored.read(id)).type),
    );
    return found.map((id) => this.peel(id));
  }

  /** Entries of a tree by its id. @throws {MissingObject} */
  tree(id: string): readonly TreeEntry[] {
    const known = this.trees.get(id);
    if (known) return known;
    const entries = this.reading("Tree", id, () =>
      parseTree(id === emptyTree ? noBytes : this.contentOf(id, "tree")).map(({ name, id: child, mode }) => ({
        name,
        id: child,
        kind: kindOf(mode),
      })),
    );
    this.trees.set(id, entries);
    return entries;
  }

  /** @throws {MissingObject} */
  blob(id: string): Uint8Array {
    return this.reading("File", id, () => this.contentOf(id, "blob"));
  }

  private contentOf(id: string, type: ObjectType): Buffer {
    const object = this.stored.read(id);
    requireType(object, type);
    return object.content;
  }

  private reading<T>(what: string, id: string, read: () => T): T {
    try {
      return read();
    } catch (thrown) {
      if (thrown instanceof MissingObject) throw thrown;
      const problem = thrown instanceof NoSuchObject ? "it is not there" : messageOf(thrown);
      throw new MissingObject({ id, what, problem }, { cause: thrown });
    }
  }
}

function requireType({ type }: StoredObject, wanted: ObjectType): void {
  if (type !== wanted) throw new Error(`it is a ${type}, not a ${wanted}`);
}

function kindOf(mode: string): TreeEntry["kind"] {
  if (mode === "40000" || mode === "040000") return "folder";
  if (mode === "160000") return "submodule";
  if (mode === "120000") return "link";
  return mode === "100755" ? "executable" : "file";
}
