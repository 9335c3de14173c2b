import { createHash } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  type Checkout,
  type Commit,
  type CommitTree,
  emptyTree,
  type FileChange,
  MergeConflict,
  MissingObject,
  NoCommits,
  type Repository,
  type TreeEntry,
  type TreeFile,
  UnknownRevision,
  UnrelatedHistories,
} from "../../../src/git/index.ts";
import { type FileTree, memoryTree } from "../../../src/lib/index.ts";

type Files = Readonly<Record<string, string>>;

interface StoredCommit {
  readonly commit: Commit;
  readonly files: Files;
}

/** A repository in memory: commits are made with {@link make}, `HEAD` is the last one of the branch. */
export class MemoryRepository implements Repository {
  readonly checkout: Checkout;
  /** Paths whose file on disk differs from every commit. */
  dirty: readonly string[] = [];
  /** URL of `origin`, the only remote. */
  remote: string | undefined;
  /** How often a folder of a commit was listed. */
  lists = 0;
  /** Whether it says that its history was cut off. */
  isShallow = false;
  private readonly folders = new WeakMap<Files, ReturnType<typeof foldersOf>>();
  private readonly commits = new Map<string, StoredCommit>();
  private readonly branches = new Map<string, string>();

  constructor(private readonly branch = "main") {
    const branches = this.branches;
    const isShallow = () => this.isShallow;
    this.checkout = {
      folder: "/checkout",
      bare: false,
      get shallow() {
        return isShallow();
      },
      branch,
      get head() {
        return branches.get(branch);
      },
    } as Checkout;
  }

  /** Commits `files` laid over the parent's; `undefined` removes one. Returns the commit's id. */
  make(
    files: Readonly<Record<string, string | undefined>>,
    {
      onto,
      and = [],
      branch = this.branch,
      message,
      at,
      by,
    }: {
      onto?: string;
      and?: readonly string[];
      branch?: string;
      message?: string;
      at?: Date;
      /** `Name <address>` */
      by?: string;
    } = {},
  ): string {
    const first = onto ?? this.branches.get(branch);
    const parents = [...(first === undefined ? [] : [first]), ...and];
    const all = { ...(first === undefined ? {} : this.commits.get(first)?.files), ...files };
    const kept = Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const count = this.commits.size;
    const time = at ?? new Date(Date.UTC(2026, 0, 1) + count * 60_000);
    const id = this.store(kept, parents, time, message ?? `Change ${count}`, by);
    this.branches.set(branch, id);
    return id;
  }

  /** The first parent. */
  parentOf(commit: string): string | undefined {
    return this.parentsOf(commit)[0];
  }

  /** Commits of a history that are not in another one, in the order in which they were made. */
  between(commit: string, other: string): readonly string[] {
    const [own, others] = [this.ancestorsOf(commit), this.ancestorsOf(other)];
    return [...this.commits.keys()].filter((id) => own.has(id) && !others.has(id));
  }

  /** Moves a branch to a commit, as a fast-forward or a push by force does. */
  point(branch: string, commit: string): void {
    if (!this.commits.has(commit)) throw missing(commit);
    this.branches.set(branch, commit);
  }

  /** The commit of a branch; `undefined` when there is none. */
  tipOf(branch: string): string | undefined {
    return this.branches.get(branch);
  }

  /** Every file of a commit with its content. */
  contentOf(commit: string): Readonly<Record<string, string>> {
    const found = this.commits.get(commit);
    if (!found) throw missing(commit);
    return found.files;
  }

  /** The content that the id of a file names. */
  contentWith(id: string): string | undefined {
    for (const { files } of this.commits.values())
      for (const [path, content] of Object.entries(files)) if (fileOf(path, files).id === id) return content;
    return undefined;
  }

  /** The same id for the same commit, as Git gives. */
  private store(files: Files, parents: readonly string[], committedAt: Date, message: string, by?: string): string {
    const tree = idOfTree(files);
    const id = hash(
      [tree, ...parents, committedAt.toISOString(), message, ...(by === undefined ? [] : [by])].join(" "),
    );
    const [, name = "Ada", email = "ada@example.com"] = /^(.+) <(.+)>$/.exec(by ?? "") ?? [];
    const author = { name, email };
    this.commits.set(id, { commit: { id, parents, tree, message, author, committer: author, committedAt }, files });
    return id;
  }

  /** A branch, `HEAD`, an id or its beginning, each followed by any number of `~n`. */
  async resolve(revision: string): Promise<string> {
    const [, name = revision, steps = ""] = /^(.+?)((?:~\d*)*)$/.exec(revision) ?? [];
    let id = this.named(name);
    if (id === undefined && name === "HEAD")
      throw new NoCommits({ folder: this.checkout.folder ?? "", branch: this.branch });
    for (const [, count] of steps.matchAll(/~(\d*)/g))
      for (let back = count ? Number(count) : 1; back > 0; back--) id = this.parentsOf(id)[0];
    if (id !== undefined) return id;
    throw new UnknownRevision({ revision, known: [...this.branches.keys()], shallow: false });
  }

  private named(name: string): string | undefined {
    const branch = this.branches.get(name === "HEAD" ? this.branch : name);
    if (branch !== undefined || !/^[0-9a-f]{4,40}$/.test(name)) return branch;
    const found = [...this.commits.keys()].filter((id) => id.startsWith(name));
    return found.length === 1 ? found[0] : undefined;
  }

  async commit(id: string): Promise<Commit> {
    return (await this.stored(id)).commit;
  }

  private async stored(id: string): Promise<StoredCommit> {
    const found = this.commits.get(id);
    if (!found) throw missing(id);
    return found;
  }

  async mergeBase(one: string, other: string): Promise<string> {
    return this.meetingOf(one, other);
  }

  private meetingOf(one: string, other: string): string {
    const others = this.ancestorsOf(other);
    const common = [...this.ancestorsOf(one)].filter((id) => others.has(id));
    const inferior = new Set(common.flatMap((id) => this.parentsOf(id).flatMap((each) => [...this.ancestorsOf(each)])));
    const [newest] = common.filter((id) => !inferior.has(id)).toSorted((a, b) => this.timeOf(b) - this.timeOf(a));
    if (newest === undefined) throw new UnrelatedHistories({ one, other });
    return newest;
  }

  private parentsOf(id: string | undefined): readonly string[] {
    return (id === undefined ? undefined : this.commits.get(id)?.commit.parents) ?? [];
  }

  private timeOf(id: string): number {
    return this.commits.get(id)?.commit.committedAt.getTime() ?? 0;
  }

  async countBeyond(one: string, other: string): Promise<number> {
    const others = this.ancestorsOf(other);
    return [...this.ancestorsOf(one)].filter((id) => !others.has(id)).length;
  }

  async isOnBranch(id: string): Promise<boolean> {
    return [...this.branches.values()].some((tip) => this.ancestorsOf(tip).has(id));
  }

  async merge(target: string, topic: string): Promise<string> {
    const merged = this.mergedFiles(target, topic);
    if (merged instanceof MergeConflict) throw merged;
    return this.store(merged, [target, topic], new Date(0), `Merge ${topic} into ${target}`);
  }

  /** File by file: what both sides changed is a conflict. */
  mergedFiles(target: string, topic: string): Files | MergeConflict {
    const base = this.contentOf(this.meetingOf(target, topic));
    const [ours, theirs] = [this.contentOf(target), this.contentOf(topic)];
    const changed = Object.keys({ ...base, ...theirs }).filter((file) => theirs[file] !== base[file]);
    const paths = changed.filter((file) => ours[file] !== base[file] && ours[file] !== theirs[file]);
    if (paths.length > 0) return new MergeConflict({ target, topic, paths });
    const merged = Object.entries({ ...ours, ...Object.fromEntries(changed.map((file) => [file, theirs[file]])) });
    return Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== undefined));
  }

  /** Each commit is looked at once: after a few merges there are more ways through a history than commits in it. */
  private ancestorsOf(id: string): ReadonlySet<string> {
    if (!this.commits.has(id)) throw missing(id);
    const found = new Set([id]);
    for (const each of found) for (const parent of this.parentsOf(each)) found.add(parent);
    return found;
  }

  async treeOf(commit: string): Promise<CommitTree> {
    const files = await this.filesOf(commit);
    const tree = treeOf(files);
    const folders = this.folders.get(files) ?? foldersOf(files);
    this.folders.set(files, folders);
    return {
      commit,
      read: (file) => tree.read(file),
      readLink: (file) => tree.readLink(file),
      list: async (folder) => {
        this.lists += 1;
        return folders.get(folder)?.() ?? [];
      },
      files: async (folder) =>
        Object.keys(files)
          .filter((file) => isBelow(file, folder))
          .toSorted()
          .map((file) => fileOf(file, files)),
    };
  }

  private async filesOf(commit: string): Promise<Files> {
    return commit === emptyTree ? {} : (await this.stored(commit)).files;
  }

  async changedFiles(before: string, after: string): Promise<readonly FileChange[]> {
    const [old, now] = [await this.filesOf(before), await this.filesOf(after)];
    return [...new Set([...Object.keys(old), ...Object.keys(now)])]
      .toSorted()
      .filter((file) => old[file] !== now[file])
      .map((file) => ({
        path: file,
        ...(old[file] !== undefined && { before: fileOf(file, old) }),
        ...(now[file] !== undefined && { after: fileOf(file, now) }),
      }));
  }

  async uncommitted(_commit: string, folders: readonly string[]): Promise<readonly string[]> {
    return this.dirty.filter((file) => folders.some((folder) => file === folder || isBelow(file, folder))).toSorted();
  }

  async isWhole(): Promise<boolean> {
    return true;
  }

  async leftOut(): Promise<readonly string[]> {
    return [];
  }

  async materialize(commit: string, into: string): Promise<void> {
    for (const [file, content] of Object.entries((await this.stored(commit)).files)) {
      const target = path.join(into, file);
      mkdirSync(path.dirname(target), { recursive: true });
      if (content.startsWith(linkMark)) symlinkSync(content.slice(linkMark.length), target);
      else writeFileSync(target, content);
    }
  }

  async remoteUrl(name: string): Promise<string | undefined> {
    return name === "origin" ? this.remote?.replace(/^(https?:\/\/)[^@/]*@/, "$1") : undefined;
  }

  async configuredPerson(): Promise<string | undefined> {
    return "Ada <ada@example.com>";
  }
}

const missing = (id: string) => new MissingObject({ id, what: "Commit", problem: "no commit has this id" });

function isBelow(file: string, folder: string): boolean {
  return folder === "" || file.startsWith(`${folder}/`);
}

/** Equal for equal files. The records of earlier versions that tests read hold such ids. */
function idOfTree(files: Files): string {
  return hash(JSON.stringify(Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

/** Entries of each folder, found when they are asked for the first time. Ids are equal for folders with equal files, wherever they are. */
function foldersOf(files: Files): ReadonlyMap<string, () => readonly TreeEntry[]> {
  const names = new Map<string, Map<string, string>>([["", new Map()]]);
  for (const file of Object.keys(files))
    for (let path = file; path !== ""; path = folderOf(path)) {
      const folder = folderOf(path);
      const known = names.get(folder) ?? new Map<string, string>();
      names.set(folder, known.set(path.slice(folder === "" ? 0 : folder.length + 1), path));
    }
  const found = new Map<string, readonly TreeEntry[]>();
  const entriesOf = (folder: string): readonly TreeEntry[] => {
    const known = found.get(folder);
    if (known) return known;
    const entries = [...(names.get(folder) ?? [])].map(([name, path]): TreeEntry => {
      if (names.has(path)) return { name, id: hash(JSON.stringify(entriesOf(path))), kind: "folder" };
      const { id, kind } = fileOf(path, files);
      return { name, id, kind };
    });
    const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    found.set(folder, sorted);
    return sorted;
  };
  return new Map([...names.keys()].map((folder) => [folder, () => entriesOf(folder)]));
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

const linkMark = "link to ";

/** What {@link MemoryRepository.make} takes for a symbolic link. */
export const linkTo = (target: string): string => `${linkMark}${target}`;

function treeOf(files: Files): FileTree {
  const [links, others] = [true, false].map((wanted) =>
    Object.entries(files).filter(([, content]) => content.startsWith(linkMark) === wanted),
  );
  const targets = (links ?? []).map(([file, content]) => [file, content.slice(linkMark.length)] as const);
  return memoryTree(Object.fromEntries(others ?? []), Object.fromEntries(targets));
}

function fileOf(file: string, files: Files): TreeFile {
  const content = files[file] ?? "";
  if (!content.startsWith(linkMark)) return { path: file, id: hash(content), kind: "file" };
  return { path: file, id: hash(content.slice(linkMark.length)), kind: "link" };
}

function hash(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
