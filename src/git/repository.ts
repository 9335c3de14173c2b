import type { TreeEntry } from "../git-objects/index.ts";

export type { TreeEntry } from "../git-objects/index.ts";

/** 40 hexadecimal digits: the name of a commit. */
export type CommitId = string;

/** Git's name for a tree without files. It takes the place of "before the first commit" where a tree is needed. */
export const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** A commit's name, or anything that Git resolves to one: a branch, a tag, `HEAD`, an abbreviated id, `origin/main`. */
export type Revision = string;

export interface Commit {
  readonly id: CommitId;
  /** As the commit names them: where a shallow clone ends, they are not in it. */
  readonly parents: readonly CommitId[];
  readonly tree: string;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Who made the commit of it: a forge, where a change request was merged there. */
  readonly committer: { readonly name: string; readonly email: string };
  readonly committedAt: Date;
}

/** A file, link or submodule of a tree. `id` is the object's name: equal ids are equal contents. */
export interface TreeFile {
  /** From the root of the tree, with `/`. */
  readonly path: string;
  readonly id: string;
  readonly kind: "file" | "executable" | "link" | "submodule";
}

/** A path at which two trees differ. Neither side is missing for a file that was changed. */
export interface FileChange {
  readonly path: string;
  readonly before?: TreeFile;
  readonly after?: TreeFile;
}

/** The files of one commit, read from Git's objects and never from the disk's checkout. Immutable, so answers never change. */
export interface CommitTree {
  readonly commit: CommitId;
  /** Entries of one folder, `""` for the root, sorted by name. Empty for a folder that is not there. */
  list(folder: string): Promise<readonly TreeEntry[]>;
  /** `undefined` when nothing is there, or something that is no file. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** What a symbolic link says, as it is written; `undefined` for everything else. */
  readLink(path: string): Promise<string | undefined>;
  /** Every file, link and submodule below a folder, in no particular order. */
  files(folder: string): Promise<readonly TreeFile[]>;
}

/** The state of the checkout. */
export interface Checkout {
  /** Folder that holds the files; absent in a bare repository. */
  readonly folder?: string;
  readonly bare: boolean;
  /** True for a history that was cut off at some depth. */
  readonly shallow: boolean;
  /** Absent when HEAD is detached. */
  readonly branch?: string;
  /** The branch that the remote `origin` had as its main one when it was cloned. Absent where the clone does not name it. */
  readonly mainBranch?: string;
  /** Absent before the first commit. */
  readonly head?: CommitId;
}

/** What merging two commits gives. */
export type MergedTrees = { readonly tree: string } | { readonly conflicts: readonly string[] };

/**
 * Merges two commits whose objects are in the repository at `objects`.
 *
 * @param take is given a folder with those objects of the merged tree that are new, and has read them when it resolves
 * @throws {MergeNotPossible}
 */
export type MergeTrees = (
  merge: { readonly objects: string; readonly target: CommitId; readonly topic: CommitId },
  take: (folder: string) => Promise<void>,
) => Promise<MergedTrees>;

/**
 * A Git repository as the driver sees it: commits are read, nothing is ever written to it.
 *
 * Every answer comes from Git's own objects. Names and contents are bytes; paths are decoded as UTF-8.
 */
export interface Repository {
  readonly checkout: Checkout;
  /**
   * @throws {UnknownRevision} naming what does exist.
   * @throws {NoCommits} on a repository without a commit.
   */
  resolve(revision: Revision): Promise<CommitId>;
  /**
   * @throws {MissingHistory} when the clone is too shallow to hold it.
   * @throws {MissingObject} when a whole clone does not have it. {@link mergeBase}, {@link countBeyond}, {@link treeOf} and
   *   {@link changedFiles} throw it too.
   */
  commit(id: CommitId): Promise<Commit>;
  /**
   * The best common ancestor, which a change request is compared with: one that is no ancestor of another common ancestor.
   * After a criss-cross merge there are several; the newest of them is given.
   *
   * @throws {MissingHistory} when a shallow clone ends before it is found.
   * @throws {UnrelatedHistories} when there is none.
   */
  mergeBase(one: CommitId, other: CommitId): Promise<CommitId>;
  /** How many commits `one` has in its history that are not in that of `other`, as `git rev-list --count other..one`. */
  countBeyond(one: CommitId, other: CommitId): Promise<number>;
  /**
   * The merge of `topic` into `target`: a commit with both as parents that only this {@link Repository} knows.
   * Merging the same two commits again gives the same id.
   *
   * Nothing is written to the repository: no objects, no references, no index.
   *
   * @throws {MergeConflict} naming the files.
   * @throws {MergeNotPossible} when this machine cannot merge them.
   */
  merge(target: CommitId, topic: CommitId): Promise<CommitId>;
  /** Whether a branch of the clone, or one of `origin` as it was fetched last, is at this commit or has it in its history. */
  isOnBranch(commit: CommitId): Promise<boolean>;
  treeOf(commit: CommitId): Promise<CommitTree>;
  /** Paths that differ, sorted. Folders with equal ids are not entered. */
  changedFiles(before: CommitId, after: CommitId): Promise<readonly FileChange[]>;
  /**
   * Paths below `folders` whose file on disk differs from `commit` as Git compares it, untracked ones included, ignored ones
   * not, nor those that a sparse checkout leaves out. Empty for a bare repository.
   */
  uncommitted(commit: CommitId, folders: readonly string[]): Promise<readonly string[]>;
  /**
   * Whether the disk has every file below `folders` and Git compares each. False in a sparse checkout, and where files are
   * marked skip-worktree or assume-unchanged: there the files may differ from a commit that nothing is {@link uncommitted} of.
   */
  isWhole(folders: readonly string[]): Promise<boolean>;
  /**
   * Paths below `folders` that a sparse checkout leaves out: Git takes them for unchanged and they are not on disk. Empty before
   * the first commit and for a bare repository.
   */
  leftOut(folders: readonly string[]): Promise<readonly string[]>;
  /** Writes the commit's files into an empty folder, modes and links included, submodules as empty folders. */
  materialize(commit: CommitId, into: string): Promise<void>;
  /** URL of a remote, without credentials. */
  remoteUrl(name: string): Promise<string | undefined>;
  /** `Name <address>` as Git is configured here: for the system, the user and the repository. */
  configuredPerson(): Promise<string | undefined>;
}
