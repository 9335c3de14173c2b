import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  type Checkout,
  type Commit,
  type CommitTree,
  emptyTree,
  type FileChange,
  MergeConflict,
  type Repository,
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
  /** Paths that {@link uncommitted} answers with. */
  dirty: readonly string[] = [];
  /** URL of every remote. */
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
    const tree = hash(JSON.stringify(Object.entries(kept).toSorted(([a], [b]) => (a < b ? -1 : 1))));
    const id = hash(`${tree} ${parents.join(" ")} ${this.commits.size}`);
    const committedAt = new Date(Date.UTC(2026, 0, 1) + this.commits.size * 60_000);
    this.commits.set(id, {
      commit: { id, parents, tree, message: "", author: { name: "Ada", email: "ada@example.com" }, committedAt },
      files: kept,
    });
    this.branches.set(branch, id);
    return id;
  }

  async resolve(revision: string): Promise<string> {
    const id = revision === "HEAD" ? this.branches.get(this.branch) : (this.branches.get(revision) ?? revision);
    if (id !== undefined && this.commits.has(id)) return id;
    throw new UnknownRevision({ revision, known: [...this.branches.keys()], shallow: false });
  }

  async commit(id: string): Promise<Commit> {
    return (await this.stored(id)).commit;
  }

  private async stored(id: string): Promise<StoredCommit> {
    const found = this.commits.get(id);
    if (!found) throw new UnknownRevision({ revision: id, known: [], shallow: false });
    return found;
  }

  async mergeBase(one: string, other: string): Promise<string> {
    const ancestors = (id: string): string[] => [
      id,
      ...(this.commits.get(id)?.commit.parents ?? []).flatMap(ancestors),
    ];
    const others = new Set(ancestors(other));
    const found = ancestors(one).find((id) => others.has(id));
    if (found === undefined) throw new UnrelatedHistories({ one, other });
    return found;
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
    const files = Object.fromEntries(changed.map((file) => [file, theirs[file]]));
    return this.make(files, { onto: target, and: [topic], branch: "merged in memory" });
  }

  private ancestorsOf(id: string): ReadonlySet<string> {
    const parents = this.commits.get(id)?.commit.parents ?? [];
    return new Set([id, ...parents.flatMap((parent) => [...this.ancestorsOf(parent)])]);
  }

  async treeOf(commit: string): Promise<CommitTree> {
    const files = commit === emptyTree ? {} : (await this.stored(commit)).files;
    const tree = treeOf(files);
    return {
      commit,
      read: (file) => tree.read(file),
      readLink: (file) => tree.readLink(file),
      list: async (folder) =>
        (await tree.list(folder)).map(({ name, kind }) => ({
          name,
          id: kind === "folder" ? hash(contentBelow(at(folder, name), files)) : hash(files[at(folder, name)] ?? ""),
          kind: kind === "folder" || kind === "link" ? kind : "file",
        })),
      files: async (folder) =>
        Object.keys(files)
          .filter((file) => folder === "" || file.startsWith(`${folder}/`))
          .map((file) => fileOf(file, files)),
    };
  }

  async changedFiles(before: string, after: string): Promise<readonly FileChange[]> {
    const [old, now] = [before, after].map((id) => (id === emptyTree ? {} : (this.commits.get(id)?.files ?? {})));
    return [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])]
      .toSorted()
      .filter((file) => old?.[file] !== now?.[file])
      .map((file) => ({
        path: file,
        ...(old?.[file] !== undefined && { before: fileOf(file, old) }),
        ...(now?.[file] !== undefined && { after: fileOf(file, now) }),
      }));
  }

  async uncommitted(): Promise<readonly string[]> {
    return this.dirty;
  }

  async isWhole(): Promise<boolean> {
    return true;
  }

  async leftOut(): Promise<readonly string[]> {
    return [];
  }

  async materialize(commit: string, into: string): Promise<void> {
    for (const [file, content] of Object.entries((await this.stored(commit)).files)) {
      mkdirSync(path.dirname(path.join(into, file)), { recursive: true });
      writeFileSync(path.join(into, file), content);
    }
  }

  async remoteUrl(): Promise<string | undefined> {
    return this.remote;
  }

  async configuredPerson(): Promise<string | undefined> {
    return "Ada <ada@example.com>";
  }
}

function at(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function contentBelow(folder: string, files: Files): string {
  return JSON.stringify(Object.entries(files).filter(([file]) => file.startsWith(`${folder}/`)));
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
  return { path: file, id: hash(files[file] ?? ""), kind: "file" };
}

function hash(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
