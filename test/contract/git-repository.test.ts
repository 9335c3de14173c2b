import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
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

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-git-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const environment = {
  ...process.env,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
  GIT_ALLOW_PROTOCOL: "file",
};
const git = (cwd: string, ...args: readonly string[]) =>
  execFileSync("git", args, { cwd, encoding: "utf8", env: environment, stdio: ["ignore", "pipe", "pipe"] }).trim();
const write = (file: string, content: string) => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), content);
};
const commit = (files: Readonly<Record<string, string>>) => {
  for (const [file, content] of Object.entries(files)) write(file, content);
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "--allow-empty", "-m", "Change");
  return git(folder, "rev-parse", "HEAD");
};
const packsOf = (clone: string) =>
  readdirSync(path.join(clone, ".git/objects/pack"))
    .filter((file) => file.endsWith(".idx"))
    .map((file) => path.join(clone, ".git/objects/pack", file));
const init = () => git(folder, "init", "-q", "-b", "main");

describe("a clone", () => {
  beforeEach(init);

  it("is found from any folder inside of it", async () => {
    const head = commit({ "a/b/c.txt": "1" });
    const { checkout } = await openRepository(path.join(folder, "a/b"));
    expect(checkout).toEqual({ folder, bare: false, shallow: false, branch: "main", head });
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

  const packings: readonly (readonly [string, readonly string[]])[] = [
    ["deltas of what is so far back in the pack", ["-c", "repack.useDeltaBaseOffset=true"]],
    ["deltas of what an id names", ["-c", "repack.useDeltaBaseOffset=false"]],
  ];
  for (const [what, settings] of packings)
    it(`reads packs with ${what}, as it reads loose objects`, async () => {
      const lines = Array.from({ length: 9_000 }, (_, line) => `line ${line} ${line * 7919}\n`);
      const incompressible = createHash("sha512").update("x").digest("base64").repeat(50);
      const versions = ["first", "second", "third"].map((word) => [word, ...lines, word, incompressible].join(""));
      const heads = versions.map((text, index) => commit({ "big.txt": text, [`folder/${index}`]: `${index}` }));
      git(folder, ...settings, "repack", "-q", "-a", "-d", "-f");
      expect(git(folder, "count-objects")).toBe("0 objects, 0 kilobytes");
      const packed = git(folder, "verify-pack", "-v", ...packsOf(folder));
      expect(packed).toMatch(/chain length = [12]/);
      const repository = await openRepository(folder);
      for (const [index, head] of heads.entries()) {
        const tree = await repository.treeOf(head);
        expect(Buffer.from((await tree.read("big.txt")) ?? []).toString()).toBe(versions[index]);
        expect((await tree.files("")).map(({ path: file }) => file)).toContain(`folder/${index}`);
        expect((await repository.commit(head)).author).toEqual({ name: "Ada", email: "ada@example.com" });
      }
    });

  it("goes on reading while somebody packs what it reads", async () => {
    const first = commit({ a: "1" });
    const second = commit({ a: "2" });
    const repository = await openRepository(folder);
    expect(Buffer.from((await (await repository.treeOf(first)).read("a")) ?? []).toString()).toBe("1");
    git(folder, "repack", "-q", "-a", "-d", "-f");
    expect(Buffer.from((await (await repository.treeOf(second)).read("a")) ?? []).toString()).toBe("2");
    const third = commit({ a: "3" });
    git(folder, "repack", "-q", "-a", "-d", "-f");
    expect(Buffer.from((await (await repository.treeOf(third)).read("a")) ?? []).toString()).toBe("3");
  });

  it("names an object whose bytes are not what its id says, and one that is not there", async () => {
    const head = commit({ a: "1", b: "2" });
    const tree = await (await openRepository(folder)).treeOf(head);
    const fileOf = (id: string) => path.join(folder, ".git/objects", id.slice(0, 2), id.slice(2));
    const [a = "", b = ""] = ["a", "b"].map((name) => git(folder, "rev-parse", `${head}:${name}`));
    rmSync(fileOf(a));
    await expect(tree.read("a")).rejects.toThrow(`${a}) cannot be read from this clone: it is not there`);
    writeFileSync(fileOf(a), readFileSync(fileOf(b)));
    await expect(tree.read("a")).rejects.toThrow(`its bytes are those of ${b}`);
  });

  it("refuses a tree whose entries would be written somewhere else", async () => {
    commit({ a: "1" });
    const blob = git(folder, "rev-parse", "HEAD:a");
    const entry = Buffer.concat([Buffer.from("100644 ../a\0"), Buffer.from(blob, "hex")]);
    const hash = (type: string, input: Buffer | string) =>
      execFileSync("git", ["hash-object", "-t", type, "--literally", "-w", "--stdin"], { cwd: folder, input })
        .toString()
        .trim();
    const person = "Ada <ada@example.com> 1700000000 +0000";
    const head = hash("commit", `tree ${hash("tree", entry)}\nauthor ${person}\ncommitter ${person}\n\nOut\n`);
    const repository = await openRepository(folder);
    await expect(repository.materialize(head, path.join(folder, "out"))).rejects.toThrow('an entry of the name "../a"');
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

describe("what is no usable clone", () => {
  it("is named: no repository, none committed, formats that would be read wrongly", async () => {
    await expect(openRepository(folder)).rejects.toBeInstanceOf(NotARepository);
    init();
    const unborn = await openRepository(folder);
    expect(unborn.checkout).toMatchObject({ branch: "main" });
    expect(unborn.checkout.head).toBeUndefined();
    expect(() => unborn.resolve("HEAD")).toThrow(NoCommits);
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
