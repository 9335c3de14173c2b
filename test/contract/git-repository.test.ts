import {
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  emptyTree,
  MissingHistory,
  NoCommits,
  NotARepository,
  UnknownRevision,
  UnrelatedHistories,
  UnsupportedRepository,
} from "../../src/git/index.ts";
import { openRepository } from "../../src/git/isomorphic/index.ts";
import { git, scratchClone } from "./git-harness/scratch-clone.ts";

let folder = "";
const { init, write, commit } = scratchClone((made) => {
  folder = made;
});

describe("a clone", () => {
  beforeEach(init);

  it("is found from any folder inside of it", async () => {
    const head = commit({ "a/b/c.txt": "1" });
    const { checkout } = await openRepository(path.join(folder, "a/b"));
    expect(checkout).toEqual({ folder, bare: false, shallow: false, branch: "main", head });
  });

  it("names the main branch of the remote that it was cloned from, and none where it is no clone", async () => {
    commit({ a: "1" });
    git(folder, "branch", "-m", "trunk");
    const cloned = path.join(folder, "cloned");
    git(folder, "clone", "-q", folder, cloned);
    git(cloned, "checkout", "-q", "-b", "topic");
    const { checkout } = await openRepository(cloned);
    expect(checkout).toMatchObject({ branch: "topic", mainBranch: "trunk" });
    expect((await openRepository(folder)).checkout.mainBranch).toBeUndefined();
  });

  it("knows a commit of origin's branch from one that the forge keeps for a change request", async () => {
    commit({ a: "1" });
    const pushed = commit({ a: "2" });
    const ofFork = commit({ a: "3" });
    git(folder, "reset", "-q", "--hard", "HEAD~2");
    git(folder, "update-ref", "refs/remotes/origin/topic", pushed);
    git(folder, "update-ref", "refs/remotes/pull/7/head", ofFork);
    const repository = await openRepository(folder);
    expect(await repository.isOnBranch(pushed)).toBe(true);
    expect(await repository.isOnBranch(ofFork)).toBe(false);
  });

  it("resolves branches, tags, abbreviations and steps back as git does", async () => {
    const first = commit({ a: "1" });
    const second = commit({ a: "2" });
    git(folder, "tag", "-a", "v1", "-m", "One");
    git(folder, "checkout", "-q", "-b", "topic", first);
    commit({ b: "1" });
    git(folder, "merge", "-q", "--no-ff", "-m", "Merge", "main");
    const repository = await openRepository(folder);
    for (const revision of [
      "HEAD",
      "main",
      "v1",
      "HEAD~1",
      "HEAD^2",
      "HEAD^2~1",
      "v1^{commit}",
      second.slice(0, 8),
      first,
    ])
      expect(await repository.resolve(revision)).toBe(git(folder, "rev-parse", `${revision}^{commit}`));
    await expect(repository.resolve("nope")).rejects.toThrow(/nope is no commit.*main, topic.*git fetch origin/s);
    await expect(repository.resolve("HEAD~99")).rejects.toBeInstanceOf(UnknownRevision);
  });

  it("resolves packed, symbolic and ambiguous names as git does, and none that leave its folder", async () => {
    const first = commit({ a: "1" });
    git(folder, "branch", "both");
    git(folder, "branch", "old");
    const second = commit({ a: "2" });
    git(folder, "tag", "both");
    git(folder, "update-ref", "refs/remotes/origin/main", first);
    git(folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
    git(folder, "pack-refs", "--all");
    git(folder, "update-ref", "refs/heads/old", second);
    const repository = await openRepository(folder);
    for (const revision of [
      "both",
      "heads/both",
      "old",
      "refs/heads/old",
      "origin/main",
      "origin",
      "origin/HEAD",
      "main~1",
    ])
      expect([revision, await repository.resolve(revision)]).toEqual([
        revision,
        git(folder, "rev-parse", `${revision}^{commit}`),
      ]);
    expect(repository.checkout.head).toBe(second);
    writeFileSync(path.join(folder, "outside"), first);
    for (const name of ["../outside", path.join(folder, "outside"), "refs", "heads/both/x"])
      await expect(repository.resolve(name)).rejects.toBeInstanceOf(UnknownRevision);
  });

  it("names every path that differs, of names in any script, and enters only folders that do", async () => {
    const before = commit({ "same/x": "1", "döner/ß.yaml": "1", gone: "1", "file-to-folder": "1" });
    rmSync(path.join(folder, "gone"));
    rmSync(path.join(folder, "file-to-folder"));
    const after = commit({ "döner/ß.yaml": "2", "file-to-folder/x": "1", new: "1" });
    const repository = await openRepository(folder);
    const changes = await repository.changedFiles(before, after);
    expect(changes.map(({ path: file, before: a, after: b }) => [file, Boolean(a), Boolean(b)])).toEqual([
      ["döner/ß.yaml", true, true],
      ["file-to-folder", true, false],
      ["file-to-folder/x", false, true],
      ["gone", true, false],
      ["new", false, true],
    ]);
    expect(await repository.changedFiles(emptyTree, before)).toHaveLength(4);
  });

  it("sees a file that only became executable", async () => {
    const before = commit({ "run.sh": "#!/bin/sh\n" });
    git(folder, "update-index", "--chmod=+x", "run.sh");
    git(folder, "commit", "-q", "-m", "Make it run");
    const repository = await openRepository(folder);
    const [change] = await repository.changedFiles(before, await repository.resolve("HEAD"));
    expect(change?.after?.kind).toBe("executable");
  });

  it("reads files and folders of a commit, and says nothing for what is not there", async () => {
    const head = commit({ "a/b.txt": "text", c: "1" });
    const tree = await (await openRepository(folder)).treeOf(head);
    expect(Buffer.from((await tree.read("a/b.txt")) ?? []).toString()).toBe("text");
    expect(await tree.read("a")).toBeUndefined();
    expect(await tree.read("a/b.txt/c")).toBeUndefined();
    expect((await tree.list("")).map(({ name, kind }) => [name, kind])).toEqual([
      ["a", "folder"],
      ["c", "file"],
    ]);
    expect(await tree.list("nope")).toEqual([]);
    expect((await tree.files("a")).map(({ path: file }) => file)).toEqual(["a/b.txt"]);
  });

  it("tells what is not committed, also new files, and neither ignored files nor line ends alone", async () => {
    const head = commit({ "env/a": "one\ntwo\n", "env/b": "1", "other/x": "1", ".gitignore": "*.log\n" });
    const repository = await openRepository(folder);
    write("env/a", "one\r\ntwo\r\n");
    write("env/debug.log", "noise");
    expect(await repository.uncommitted(head, ["env"])).toEqual([]);
    write("env/b", "2");
    write("env/new/c", "1");
    write("other/x", "2");
    expect(await repository.uncommitted(head, ["env"])).toEqual(["env/b", "env/new/c"]);
    rmSync(path.join(folder, "env/b"));
    expect(await repository.uncommitted(head, ["env", "other"])).toEqual(["env/b", "env/new/c", "other/x"]);
  });

  it("leaves out what git leaves out, and nothing else", async () => {
    const head = commit({
      ".gitignore": "*.log\n/build/\n!keep.log\nnode_modules\ndeep/**/x\n",
      "a/.gitignore": "local\n!b.log\n",
      "a/committed": "1",
    });
    writeFileSync(path.join(folder, ".git/info/exclude"), "mine.*\n");
    const files = [
      "x.log",
      "keep.log",
      "build/a",
      "build/keep.log",
      "a/build/b",
      "node_modules/p/i.js",
      "a/node_modules/p",
      "mine.txt",
    ];
    const others = [
      "a/local/c",
      "local/c",
      "a/b.log",
      "b.log",
      "a/c/b.log",
      "a/c/mine.d/e",
      "deep/1/2/x",
      "deep/1/y",
      "new/folder/d",
    ];
    for (const file of [...files, ...others]) write(file, "1");
    const found = await (await openRepository(folder)).uncommitted(head, [""]);
    const byGit = git(folder, "ls-files", "--others", "--exclude-standard").split("\n");
    expect(found).toEqual(byGit.toSorted());
    expect(found.length).toBeGreaterThan(5);
  });

  it("tells again what was changed since it was asked, whatever the file's times say", async () => {
    const head = commit({ "env/a": "one\n", "env/b": "one\n", "env/c": "one\n" });
    const long = new Date(Date.now() - 3_600_000);
    const file = (name: string) => path.join(folder, "env", name);
    for (const name of ["a", "b", "c"]) utimesSync(file(name), long, long);
    // A file is read again unless it has been unchanged for 2 s by its ctime, which no call can set.
    await vi.waitUntil(() => Date.now() - statSync(file("c")).ctimeMs > 2_000, { timeout: 5_000, interval: 50 });
    const repository = await openRepository(folder);
    expect(await repository.uncommitted(head, ["env"])).toEqual([]);
    writeFileSync(file("a"), "two\n");
    utimesSync(file("a"), long, long);
    rmSync(file("b"));
    writeFileSync(file("b"), "two\n");
    expect(await repository.uncommitted(head, ["env"])).toEqual(["env/a", "env/b"]);
    writeFileSync(file("a"), "one\n");
    expect(await repository.uncommitted(head, ["env"])).toEqual(["env/b"]);
  });

  it("writes a commit's files into a folder, with links and modes", async () => {
    write("run.sh", "#!/bin/sh\n");
    symlinkSync("run.sh", path.join(folder, "link"));
    git(folder, "add", "-A");
    git(folder, "update-index", "--chmod=+x", "run.sh");
    git(folder, "commit", "-q", "-m", "Start");
    const target = path.join(folder, "out");
    const repository = await openRepository(folder);
    await repository.materialize(await repository.resolve("HEAD"), target);
    expect(readFileSync(path.join(target, "run.sh"), "utf8")).toBe("#!/bin/sh\n");
    expect(statSync(path.join(target, "run.sh")).mode & 0o111).not.toBe(0);
    expect(readlinkSync(path.join(target, "link"))).toBe("run.sh");
  });

  it("does not enter submodules", async () => {
    const inner = path.join(folder, "..", `${path.basename(folder)}-inner`);
    mkdirSync(inner);
    git(inner, "init", "-q", "-b", "main");
    git(inner, "commit", "-q", "--allow-empty", "-m", "Inner");
    git(folder, "-c", "protocol.file.allow=always", "submodule", "add", "-q", inner, "inner");
    const head = commit({ a: "1" });
    rmSync(inner, { recursive: true });
    const repository = await openRepository(folder);
    const tree = await repository.treeOf(head);
    expect((await tree.list("")).find(({ name }) => name === "inner")?.kind).toBe("submodule");
    expect(await repository.uncommitted(head, [""])).toEqual([]);
    expect((await openRepository(path.join(folder, "inner"))).checkout.branch).toBe("main");
    await repository.materialize(head, path.join(folder, "out"));
    expect(existsSync(path.join(folder, "out/inner"))).toBe(true);
  });

  it("knows a detached HEAD and a linked worktree", async () => {
    const head = commit({ a: "1" });
    git(folder, "branch", "topic");
    const linked = `${folder}-linked`;
    git(folder, "worktree", "add", "-q", linked, "topic");
    try {
      const repository = await openRepository(linked);
      expect(repository.checkout).toMatchObject({ branch: "topic", head, folder: linked });
      expect(await repository.uncommitted(head, [""])).toEqual([]);
      git(folder, "checkout", "-q", "--detach");
      expect((await openRepository(folder)).checkout.branch).toBeUndefined();
    } finally {
      rmSync(linked, { recursive: true });
    }
  });

  it("gives a remote's address without what is secret in it", async () => {
    commit({ a: "1" });
    git(folder, "remote", "add", "origin", "https://user:token@example.com/x.git");
    expect(await (await openRepository(folder)).remoteUrl("origin")).toBe("https://example.com/x.git");
  });
});

describe("a clone's configuration", () => {
  beforeEach(init);

  it("gives the last of several values, and nothing for a section of another case", async () => {
    const text =
      '[remote "origin"]\n\turl = https://one.example\n\turl = https://two.example\n[remote "Origin2"]\nurl = x\n';
    writeFileSync(path.join(folder, ".git/config"), text);
    const repository = await openRepository(folder);
    expect(await repository.remoteUrl("origin")).toBe("https://two.example");
    expect(await repository.remoteUrl("origin2")).toBeUndefined();
  });
});

describe("what is no usable clone", () => {
  it("is named: no repository, none committed, formats that would be read wrongly", async () => {
    await expect(openRepository(folder)).rejects.toBeInstanceOf(NotARepository);
    init();
    const unborn = await openRepository(folder);
    expect(unborn.checkout).toMatchObject({ branch: "main" });
    expect(unborn.checkout.head).toBeUndefined();
    await expect(unborn.resolve("HEAD")).rejects.toBeInstanceOf(NoCommits);
    writeFileSync(path.join(folder, ".git/objects/info/alternates"), "/elsewhere\n");
    await expect(openRepository(folder)).rejects.toBeInstanceOf(UnsupportedRepository);
  });

  it("is a shallow clone whose base is cut off: the error says what to fetch", async () => {
    init();
    const first = commit({ a: "1" });
    git(folder, "branch", "topic");
    commit({ a: "2" });
    git(folder, "checkout", "-q", "topic");
    commit({ b: "1" });
    const shallow = path.join(folder, "shallow");
    git(folder, "clone", "-q", "--depth=1", "--no-single-branch", `file://${folder}`, shallow);
    const repository = await openRepository(shallow);
    const [main, topic] = [await repository.resolve("origin/main"), await repository.resolve("origin/topic")];
    expect(repository.checkout.shallow).toBe(true);
    await expect(repository.mergeBase(main, topic)).rejects.toThrow(/git fetch --unshallow origin/);
    await expect(repository.commit(first)).rejects.toBeInstanceOf(MissingHistory);
  });

  it("is a shallow clone: its last commit still has the parents that are cut off, and they are missing", async () => {
    init();
    const first = commit({ a: "1" });
    const second = commit({ a: "2" });
    const shallow = path.join(folder, "shallow");
    git(folder, "clone", "-q", "--depth=1", `file://${folder}`, shallow);
    const repository = await openRepository(shallow);
    expect((await repository.commit(second)).parents).toEqual([first]);
    await expect(repository.changedFiles(first, second)).rejects.toBeInstanceOf(MissingHistory);
    expect(await repository.mergeBase(second, second)).toBe(second);
  });

  it("is found above a folder that holds an empty .git, which is no repository", async () => {
    init();
    const head = commit({ "below/a": "1" });
    mkdirSync(path.join(folder, "below", ".git"));
    expect((await openRepository(path.join(folder, "below"))).checkout).toMatchObject({ folder, head });
  });

  it("is a pair of commits that never met", async () => {
    init();
    const one = commit({ a: "1" });
    git(folder, "checkout", "-q", "--orphan", "other");
    const other = commit({ b: "1" });
    await expect((await openRepository(folder)).mergeBase(one, other)).rejects.toBeInstanceOf(UnrelatedHistories);
  });

  it("is not a bare repository: it has no files, and its commits can be read", async () => {
    init();
    const head = commit({ a: "1" });
    git(folder, "clone", "-q", "--bare", folder, `${folder}/bare.git`);
    const repository = await openRepository(path.join(folder, "bare.git"));
    expect(repository.checkout).toMatchObject({ bare: true, head });
    expect(await repository.uncommitted(head, [""])).toEqual([]);
    expect(await (await repository.treeOf(head)).files("")).toHaveLength(1);
  });
});
