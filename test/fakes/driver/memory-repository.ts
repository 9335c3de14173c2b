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
  private readonly commits = new Map<string, StoredCommit>();
  private readonly branches = new Map<string, string>();

  constructor(private readonly branch = "main") {
    const branches = this.branches;
    this.checkout = {
      folder: "/checkout",
      bare: false,
      shallow: false,
      branch,
      get head() {
        return branches.get(branch);
      },
    } as Checkout;
  }

  /** Commits `files` laid over the parent's; `undefined` removes one. Returns the commit's id. */
  make(
    files: Readonly<Record<string, string | undefined>>,
    { onto, and = [], branch = this.branch }: { onto?: string; and?: readonly string[]; branch?: string } = {},
  ): string {
    const first = onto ?? this.branches.get(branch);
    const parents = [...(first === undefined ? [] : [first]), ...and];
    const all = { ...(first === undefined ? {} : this.commits.get(first)?.files), ...files };
    const kept = Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const count = this.commits.size;
    const id = this.store(kept, parents, new Date(Date.UTC(2026, 0, 1) + count * 60_000), `Change ${count}`);
    this.branches.set(branch, id);
    return id;
  }

  /** The same id for the same commit, as Git gives. */
  private store(files: Files, parents: readonly string[], committedAt: Date, message: string): string {
    const tree = idOfFolder("", files);
    const id = hash([tree, ...parents, committedAt.toISOString(), message].join(" "));
    const author = { name: "Ada", email: "ada@example.com" };
    this.commits.set(id, { commit: { id, parents, tree, message, author, committedAt }, files });
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

  /** File by file: what both sides changed is a conflict. */
  async merge(target: string, topic: string): Promise<string> {
    const base = (await this.stored(await this.mergeBase(target, topic))).files;
    const [ours, theirs] = [(await this.stored(target)).files, (await this.stored(topic)).files];
    const changed = Object.keys({ ...base, ...theirs }).filter((file) => theirs[file] !== base[file]);
    const paths = changed.filter((file) => ours[file] !== base[file] && ours[file] !== theirs[file]);
    if (paths.length > 0) throw new MergeConflict({ target, topic, paths });
    const merged = Object.entries({ ...ours, ...Object.fromEntries(changed.map((file) => [file, theirs[file]])) });
    const files = Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== undefined));
    return this.store(files, [target, topic], new Date(0), `Merge ${topic} into ${target}`);
  }

  private ancestorsOf(id: string): ReadonlySet<string> {
    if (!this.commits.has(id)) throw missing(id);
    return new Set([id, ...this.parentsOf(id).flatMap((parent) => [...this.ancestorsOf(parent)])]);
  }

  async treeOf(commit: string): Promise<CommitTree> {
    const files = await this.filesOf(commit);
    const tree = treeOf(files);
    return {
      commit,
      read: (file) => tree.read(file),
      readLink: (file) => tree.readLink(file),
      list: async (folder) =>
        (await tree.list(folder))
          .map(({ name, kind }): TreeEntry => {
            const entry = at(folder, name);
            if (kind === "folder") return { name, id: idOfFolder(entry, files), kind };
            const file = fileOf(entry, files);
            return { name, id: file.id, kind: file.kind };
          })
          .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
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

function at(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function isBelow(file: string, folder: string): boolean {
  return folder === "" || file.startsWith(`${folder}/`);
}

/** Equal for folders with equal files, wherever they are. */
function idOfFolder(folder: string, files: Files): string {
  const below = Object.entries(files).filter(([file]) => isBelow(file, folder));
  const named = below.map(([file, content]) => [folder === "" ? file : file.slice(folder.length + 1), content]);
  return hash(JSON.stringify(named.toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1))));
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
