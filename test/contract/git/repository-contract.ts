import { lstatSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import {
  emptyTree,
  MergeConflict,
  MissingObject,
  NoCommits,
  type Repository,
  UnknownRevision,
  UnrelatedHistories,
} from "../../../src/git/index.ts";

/** Text of a file, a symbolic link, or `undefined` for a path that the commit removes. */
export type Content = string | { readonly link: string } | undefined;

export interface CommitOptions {
  /** `main` when absent. The branch moves to the commit. */
  readonly branch?: string;
  /** Absent: the branch's last commit, none on a new branch. */
  readonly parents?: readonly string[];
}

/** A repository whose branch `main` is checked out, and whose configured person is Ada. */
export interface RepositoryMaker {
  /** Lays files over those of the first parent. Each commit is a minute younger than the one made before it. */
  commit(files: Readonly<Record<string, Content>>, options?: CommitOptions): Promise<string>;
  /** Writes a file to the disk alone. */
  changeOnDisk(file: string): Promise<void>;
  setOrigin(url: string): Promise<void>;
  /** The repository after all that was made before. */
  open(): Promise<Repository>;
}

const absent = "1234567890".repeat(4);

/** What every adapter of {@link Repository} does. */
export function repositoryContract(name: string, make: () => Promise<RepositoryMaker>): void {
  describe(`${name} as a repository`, () => {
    let maker: RepositoryMaker;
    const commit: RepositoryMaker["commit"] = (files, options) => maker.commit(files, options);
    beforeEach(async () => {
      maker = await make();
    });

    it("knows commits on branches from others", async () => {
      const first = await commit({ a: "1" });
      const second = await commit({ a: "2" });
      const topic = await commit({ b: "1" }, { branch: "topic", parents: [first] });
      const repository = await maker.open();
      for (const each of [first, second, topic]) expect(await repository.isOnBranch(each)).toBe(true);
      // Only the repository knows it.
      expect(await repository.isOnBranch(await repository.merge(second, topic))).toBe(false);
      expect(await repository.isOnBranch(absent)).toBe(false);
    });

    describe("revisions", () => {
      it("are HEAD, branches, ids, beginnings of ids, and commits before them", async () => {
        const first = await commit({ a: "1" });
        const second = await commit({ a: "2" });
        const topic = await commit({ b: "1" }, { branch: "topic", parents: [first] });
        const repository = await maker.open();
        const resolved = async (revision: string) => await repository.resolve(revision);
        expect(await resolved("HEAD")).toBe(second);
        expect(await resolved("main")).toBe(second);
        expect(await resolved("topic")).toBe(topic);
        expect(await resolved(first)).toBe(first);
        expect(await resolved(first.slice(0, 12))).toBe(first);
        expect(await resolved("HEAD~1")).toBe(first);
        expect(await resolved("topic~")).toBe(first);
      });

      it("that name no commit are refused with the branches that there are", async () => {
        await commit({ a: "1" });
        await commit({ b: "1" }, { branch: "topic" });
        const repository = await maker.open();
        for (const revision of ["nope", "HEAD~9", absent]) {
          const refusal = await repository.resolve(revision).catch((thrown: unknown) => thrown);
          expect(refusal).toBeInstanceOf(UnknownRevision);
          expect((refusal as UnknownRevision).data).toEqual({ revision, known: ["main", "topic"], shallow: false });
        }
      });

      it("have no HEAD before the first commit", async () => {
        const repository = await maker.open();
        expect(repository.checkout).toMatchObject({ branch: "main", bare: false, shallow: false });
        expect(repository.checkout.head).toBeUndefined();
        await expect(repository.resolve("HEAD")).rejects.toBeInstanceOf(NoCommits);
      });
    });

    describe("a commit", () => {
      it("has its parents, tree and time", async () => {
        const first = await commit({ a: "1" });
        const side = await commit({ b: "1" }, { branch: "topic", parents: [first] });
        const both = await commit({ b: "1" }, { parents: [first, side] });
        const repository = await maker.open();
        const [one, other, merged] = await Promise.all([first, side, both].map((id) => repository.commit(id)));
        expect([one?.parents, other?.parents, merged?.parents]).toEqual([[], [first], [first, side]]);
        expect(merged).toMatchObject({
          id: both,
          tree: other?.tree,
          author: { name: "Ada", email: "ada@example.com" },
          committer: { name: "Ada", email: "ada@example.com" },
        });
        expect(one?.tree).not.toBe(other?.tree);
        expect(Number(other?.committedAt) - Number(one?.committedAt)).toBe(60_000);
      });

      it("that is not there is missing from every answer", async () => {
        const head = await commit({ a: "1" });
        const repository = await maker.open();
        await expect(repository.commit(absent)).rejects.toBeInstanceOf(MissingObject);
        await expect(repository.treeOf(absent)).rejects.toBeInstanceOf(MissingObject);
        await expect(repository.changedFiles(absent, head)).rejects.toBeInstanceOf(MissingObject);
        await expect(repository.mergeBase(absent, head)).rejects.toBeInstanceOf(MissingObject);
        await expect(repository.countBeyond(head, absent)).rejects.toBeInstanceOf(MissingObject);
      });
    });

    describe("the tree of a commit", () => {
      const files = {
        "a/b.txt": "text",
        "a/deep/c": "1",
        "copy/b.txt": "text",
        "copy/deep/c": "1",
        "a.txt": "text",
        link: { link: "a/b.txt" },
      };

      it("lists one level of a folder by name, links as links", async () => {
        const tree = await (await maker.open()).treeOf(await commit(files));
        const listed = async (folder: string) => (await tree.list(folder)).map(({ name, kind }) => `${name} ${kind}`);
        expect(await listed("")).toEqual(["a folder", "a.txt file", "copy folder", "link link"]);
        expect(await listed("a")).toEqual(["b.txt file", "deep folder"]);
        for (const folder of ["nope", "a.txt", "link", "a/b.txt/c"]) expect(await tree.list(folder)).toEqual([]);
      });

      it("has every file below a folder, links as links", async () => {
        const tree = await (await maker.open()).treeOf(await commit(files));
        const below = async (folder: string) =>
          (await tree.files(folder)).map(({ path: file, kind }) => `${file} ${kind}`).toSorted();
        expect(await below("")).toHaveLength(6);
        expect(await below("")).toContain("link link");
        expect(await below("a")).toEqual(["a/b.txt file", "a/deep/c file"]);
        for (const folder of ["nope", "a.txt", "link", "cop"]) expect(await below(folder)).toEqual([]);
      });

      it("gives equal contents equal ids, wherever they are, and other contents others", async () => {
        const tree = await (await maker.open()).treeOf(await commit(files));
        const ids = new Map((await tree.list("")).map(({ name, id }) => [name, id]));
        const fileIds = new Map((await tree.files("")).map(({ path: file, id }) => [file, id]));
        expect(ids.get("a")).toBe(ids.get("copy"));
        expect(ids.get("a.txt")).toBe(fileIds.get("a/b.txt"));
        expect(ids.get("a.txt")).toBe(fileIds.get("copy/b.txt"));
        expect(new Set(fileIds.values()).size).toBe(3);
      });

      it("reads files and never follows links", async () => {
        const tree = await (await maker.open()).treeOf(await commit(files));
        expect(Buffer.from((await tree.read("a/b.txt")) ?? []).toString()).toBe("text");
        expect(await tree.readLink("link")).toBe("a/b.txt");
        for (const file of ["nope", "a", "link", "a/b.txt/c"]) expect(await tree.read(file)).toBeUndefined();
        for (const file of ["nope", "a", "a.txt"]) expect(await tree.readLink(file)).toBeUndefined();
      });

      it("is empty for the tree without files", async () => {
        await commit(files);
        const tree = await (await maker.open()).treeOf(emptyTree);
        expect([await tree.list(""), await tree.files("")]).toEqual([[], []]);
      });

      it("is written into a folder with its links", async () => {
        const folder = mkdtempSync(path.join(tmpdir(), "groundwork-materialized-"));
        onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
        await (await maker.open()).materialize(await commit(files), folder);
        expect(readFileSync(path.join(folder, "a/deep/c"), "utf8")).toBe("1");
        expect(lstatSync(path.join(folder, "link")).isSymbolicLink()).toBe(true);
        expect(readlinkSync(path.join(folder, "link"))).toBe("a/b.txt");
      });
    });

    describe("changed files", () => {
      it("are sorted, and have the sides that exist", async () => {
        const before = await commit({ same: "1", "z/changed": "1", gone: "1", "file-to-folder": "1" });
        const removed = { gone: undefined, "file-to-folder": undefined };
        const after = await commit({ ...removed, "z/changed": "2", "file-to-folder/x": "1", new: "1" });
        const changes = await (await maker.open()).changedFiles(before, after);
        expect(changes.map(({ path: file, before: a, after: b }) => [file, Boolean(a), Boolean(b)])).toEqual([
          ["file-to-folder", true, false],
          ["file-to-folder/x", false, true],
          ["gone", true, false],
          ["new", false, true],
          ["z/changed", true, true],
        ]);
      });

      it("are all files against the tree without files, and none against the commit itself", async () => {
        const head = await commit({ a: "1", "b/c": "1" });
        const repository = await maker.open();
        expect((await repository.changedFiles(emptyTree, head)).map(({ path: file }) => file)).toEqual(["a", "b/c"]);
        expect(await repository.changedFiles(head, head)).toEqual([]);
      });

      it("show a link that has another target, and a file that became a link", async () => {
        const before = await commit({ turned: { link: "one" }, became: "one" });
        const after = await commit({ turned: { link: "two" }, became: { link: "one" } });
        const [became, turned] = await (await maker.open()).changedFiles(before, after);
        expect([became?.before?.kind, became?.after?.kind]).toEqual(["file", "link"]);
        expect([turned?.before?.kind, turned?.after?.kind]).toEqual(["link", "link"]);
        expect(turned?.before?.id).not.toBe(turned?.after?.id);
      });
    });

    describe("the merge base", () => {
      it("is the commit that two branches left, or the older of two that follow each other", async () => {
        const base = await commit({ a: "1" });
        const main = await commit({ a: "2" });
        const topic = await commit({ b: "1" }, { branch: "topic", parents: [base] });
        const repository = await maker.open();
        expect(await repository.mergeBase(main, topic)).toBe(base);
        expect(await repository.mergeBase(base, topic)).toBe(base);
        expect(await repository.mergeBase(topic, topic)).toBe(topic);
        expect([await repository.countBeyond(main, topic), await repository.countBeyond(base, topic)]).toEqual([1, 0]);
      });

      it("is never an ancestor of another common ancestor, also where that one is the nearer", async () => {
        const root = await commit({ a: "1" });
        const shared = await commit({ b: "1" }, { branch: "topic", parents: [root] });
        const main = await commit({ a: "2" });
        const merged = await commit({ b: "1" }, { parents: [main, shared] });
        const other = await commit({ c: "1" }, { branch: "topic", parents: [root, shared] });
        const repository = await maker.open();
        expect(await repository.mergeBase(merged, other)).toBe(shared);
        expect(await repository.mergeBase(other, merged)).toBe(shared);
        expect(await repository.countBeyond(merged, other)).toBe(2);
      });

      it("of a criss-cross history is the newest of the best ones", async () => {
        const root = await commit({ a: "1" });
        const one = await commit({ b: "1" }, { parents: [root] });
        const other = await commit({ c: "1" }, { branch: "topic", parents: [root] });
        const oneMerged = await commit({ c: "1" }, { parents: [one, other] });
        const otherMerged = await commit({ b: "1" }, { branch: "topic", parents: [other, one] });
        const repository = await maker.open();
        expect(await repository.mergeBase(oneMerged, otherMerged)).toBe(other);
        expect(await repository.mergeBase(otherMerged, oneMerged)).toBe(other);
        expect(await repository.countBeyond(oneMerged, otherMerged)).toBe(1);
      });

      it("does not exist between histories that never met", async () => {
        const one = await commit({ a: "1" });
        const other = await commit({ b: "1" }, { branch: "other", parents: [] });
        await expect((await maker.open()).mergeBase(one, other)).rejects.toBeInstanceOf(UnrelatedHistories);
      });
    });

    describe("a merge", () => {
      it("has the changes of both sides, both parents, and one id however often it is made", async () => {
        const base = await commit({ a: "1", gone: "1", same: "1" });
        const topic = await commit({ b: "1", gone: undefined }, { branch: "topic", parents: [base] });
        const target = await commit({ a: "2" }, { parents: [base] });
        const repository = await maker.open();
        const merged = await repository.merge(target, topic);
        expect(await repository.merge(target, topic)).toBe(merged);
        expect((await repository.commit(merged)).parents).toEqual([target, topic]);
        const files = (await (await repository.treeOf(merged)).files("")).map(({ path: file }) => file);
        expect(files.toSorted()).toEqual(["a", "b", "same"]);
        expect((await repository.changedFiles(topic, merged)).map(({ path: file }) => file)).toEqual(["a"]);
        expect(await repository.mergeBase(target, merged)).toBe(target);
      });

      it("leaves the branches and what is checked out as they were", async () => {
        const base = await commit({ a: "1" });
        const topic = await commit({ b: "1" }, { branch: "topic", parents: [base] });
        const target = await commit({ a: "2" }, { parents: [base] });
        const repository = await maker.open();
        const before = { ...repository.checkout, head: repository.checkout.head };
        await repository.merge(target, topic);
        for (const now of [repository, await maker.open()]) {
          expect({ ...now.checkout, head: now.checkout.head }).toEqual(before);
          expect([await now.resolve("main"), await now.resolve("topic")]).toEqual([target, topic]);
          await expect(now.resolve("nope")).rejects.toMatchObject({ data: { known: ["main", "topic"] } });
        }
      });

      it("is refused with the files that both sides change", async () => {
        const base = await commit({ a: "1", b: "1", c: "1" });
        const topic = await commit({ a: "2", b: undefined, c: "2" }, { branch: "topic", parents: [base] });
        const target = await commit({ a: "3", b: "2", c: "2" }, { parents: [base] });
        const refusal = await (await maker.open()).merge(target, topic).catch((thrown: unknown) => thrown);
        expect(refusal).toBeInstanceOf(MergeConflict);
        expect((refusal as MergeConflict).data).toEqual({ target, topic, paths: ["a", "b"] });
      });
    });

    describe("the disk", () => {
      it("differs from the commit only in files that were changed, looked for below the named folders", async () => {
        const head = await commit({ "env/a": "1", "env/b": "1", "other/c": "1" });
        const repository = await maker.open();
        expect(await repository.uncommitted(head, [""])).toEqual([]);
        for (const file of ["other/c", "env/b"]) await maker.changeOnDisk(file);
        expect(await repository.uncommitted(head, [""])).toEqual(["env/b", "other/c"]);
        expect(await repository.uncommitted(head, ["env"])).toEqual(["env/b"]);
        expect(await repository.uncommitted(head, ["en"])).toEqual([]);
      });

      it("has every file where nothing was left out", async () => {
        await commit({ "env/a": "1" });
        const repository = await maker.open();
        expect([await repository.isWhole([""]), await repository.leftOut([""])]).toEqual([true, []]);
      });
    });

    describe("the configuration", () => {
      it("gives a remote's address without credentials, and nothing for a remote that is not there", async () => {
        await commit({ a: "1" });
        await maker.setOrigin("https://user:token@example.com/x.git");
        const repository = await maker.open();
        expect(await repository.remoteUrl("origin")).toBe("https://example.com/x.git");
        expect(await repository.remoteUrl("upstream")).toBeUndefined();
      });

      it("names the person", async () => {
        expect(await (await maker.open()).configuredPerson()).toBe("Ada <ada@example.com>");
      });
    });
  });
}
