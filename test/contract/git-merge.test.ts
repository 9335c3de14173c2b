import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mergeTreesWithGit } from "../../src/git/executable/index.ts";
import { MergeConflict, MergeNotPossible, type Repository } from "../../src/git/index.ts";
import { openRepository } from "../../src/git/isomorphic/index.ts";
import { git, scratchClone } from "./git-harness/scratch-clone.ts";

let folder = "";
const { init, commit } = scratchClone((made) => {
  folder = made;
});
beforeEach(init);

const open = (environment: NodeJS.ProcessEnv = process.env): Promise<Repository> =>
  openRepository(folder, mergeTreesWithGit(environment));

/** Files of a small history by the path that each has in one of its commits, with the lines of its text. */
type Files = ReadonlyMap<string, readonly string[]>;
interface Node {
  readonly parents: readonly number[];
  readonly files: Files;
}

const lines = (name: string) => Array.from({ length: 12 }, (_, index) => `${name} line ${index}`);
const root: Files = new Map(["a.yaml", "b.yaml", "apps/c.yaml", "apps/deep/d.yaml"].map((name) => [name, lines(name)]));

/** An edit of one file: another line, a line more, another name, gone, or a new file. */
const edit = fc.record({
  kind: fc.constantFrom("line", "line", "line", "append", "rename", "remove", "add"),
  file: fc.nat(),
  line: fc.nat({ max: 11 }),
  to: fc.constantFrom("x", "y"),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function edited(files: Files, edits: readonly Edit[]): Files {
  const now = new Map(files);
  for (const { kind, file, line, to } of edits) {
    const [name, text = []] = [...now][file % Math.max(now.size, 1)] ?? ["a.yaml"];
    if (kind === "line")
      now.set(
        name,
        text.map((each, index) => (index === line ? `${each} ${to}` : each)),
      );
    if (kind === "append") now.set(name, [...text, to]);
    if (kind === "remove" || kind === "rename") now.delete(name);
    if (kind === "rename") now.set(`moved-${to}/${path.basename(name)}`, text);
    if (kind === "add") now.set(`new/${to}.yaml`, [to]);
  }
  return now;
}

/** Histories of commits and merges, criss-cross ones too. A merge here has the files of its first parent, edited. */
const histories = fc
  .array(
    fc.record({ one: fc.nat(), other: fc.option(fc.nat()), edits: fc.array(edit, { minLength: 1, maxLength: 3 }) }),
    {
      minLength: 2,
      maxLength: 7,
    },
  )
  .map((rows) => {
    const nodes: Node[] = [{ parents: [], files: root }];
    for (const { one, other, edits } of rows) {
      const parents = [...new Set([one, ...(other === null ? [] : [other])].map((index) => index % nodes.length))];
      nodes.push({ parents, files: edited(nodes[parents[0] ?? 0]?.files ?? root, edits) });
    }
    return nodes;
  });

/** A commit on the first one that changes one file. */
function apart(name: string, end = "end"): Node {
  return { parents: [0], files: new Map([...root, [name, [...lines(name), end]]]) };
}

/** Writes a history through `git fast-import`. @returns the commits' ids */
function imported(nodes: readonly Node[]): readonly string[] {
  const script = nodes.flatMap(({ parents, files }, index) => {
    const [first, ...others] = parents;
    return [
      "commit refs/heads/made",
      `mark :${index + 1}`,
      `committer Ada <ada@example.com> ${1_700_000_000 + index * 60} +0000`,
      "data 1",
      "x",
      ...(first === undefined ? [] : [`from :${first + 1}`]),
      ...others.map((parent) => `merge :${parent + 1}`),
      "deleteall",
      ...[...files].flatMap(([name, text]) => {
        const content = `${text.join("\n")}\n`;
        return [`M 100644 inline ${name}`, `data ${content.length}`, content];
      }),
    ];
  });
  const marks = path.join(folder, ".git", "marks");
  execFileSync("git", ["fast-import", "--quiet", "--force", `--export-marks=${marks}`], {
    cwd: folder,
    input: `${script.join("\n")}\n`,
  });
  const ids = new Map(
    readFileSync(marks, "utf8")
      .trim()
      .split("\n")
      .map((line) => [Number(line.split(" ")[0]?.slice(1)), line.split(" ")[1] ?? ""]),
  );
  return nodes.map((_, index) => ids.get(index + 1) ?? "");
}

/** What `git merge` makes of two commits in a checkout: the tree, or the paths that it leaves unmerged. */
function mergedByGit(
  target: string,
  topic: string,
): { readonly tree: string } | { readonly conflicts: readonly string[] } {
  git(folder, "checkout", "-q", "-f", "--detach", target);
  try {
    git(folder, "merge", "-q", "--no-commit", "--no-ff", topic);
    return { tree: git(folder, "write-tree") };
  } catch {
    const unmerged = git(folder, "ls-files", "-u", "-z", "--format=%(path)").split("\0");
    return { conflicts: [...new Set(unmerged.filter((name) => name !== ""))].toSorted() };
  } finally {
    git(folder, "reset", "-q", "--hard");
  }
}

async function mergedHere(
  repository: Repository,
  target: string,
  topic: string,
): Promise<ReturnType<typeof mergedByGit>> {
  try {
    return { tree: (await repository.commit(await repository.merge(target, topic))).tree };
  } catch (thrown) {
    if (thrown instanceof MergeConflict) return { conflicts: thrown.data.paths };
    throw thrown;
  }
}

/** Everything that is in the repository's own folder, by path and content. */
function repositoryState(): ReadonlyMap<string, string> {
  const files = readdirSync(path.join(folder, ".git"), { recursive: true, withFileTypes: true }).filter((each) =>
    each.isFile(),
  );
  return new Map(
    files
      .map((each) => path.join(each.parentPath, each.name))
      .map((file) => [file, createHash("sha1").update(readFileSync(file)).digest("hex")]),
  );
}

describe("a merge that is made in memory", () => {
  it("gives the tree, or the conflicts, that git merge gives, over renames and several merge bases", async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(), async (nodes, other) => {
        const ids = imported(nodes);
        const [target = "", topic = ""] = [ids[other % (ids.length - 1)], ids.at(-1)];
        const repository = await open();
        const here = await mergedHere(repository, target, topic);
        expect(here).toEqual(mergedByGit(target, topic));
        expect(await repository.countBeyond(target, topic)).toBe(
          Number(git(folder, "rev-list", "--count", `${topic}..${target}`)),
        );
      }),
      { numRuns: 20 },
    );
  });

  it("of a criss-cross history settles what both sides settled before", async () => {
    const text = (first: string, last: string) => `${first}\n${lines("x").join("\n")}\n${last}\n`;
    const node = (parents: readonly number[], first: string, last: string): Node => ({
      parents,
      files: new Map([["a.yaml", text(first, last).trimEnd().split("\n")]]),
    });
    const [, , , left = "", right = ""] = imported([
      node([], "0", "0"),
      node([0], "1", "0"),
      node([0], "0", "2"),
      node([1, 2], "1", "2 left"),
      node([2, 1], "1 right", "2"),
    ]);
    expect(git(folder, "merge-base", "--all", left, right).split("\n")).toHaveLength(2);
    const repository = await open();
    const tree = await repository.treeOf(await repository.merge(left, right));
    expect(Buffer.from((await tree.read("a.yaml")) ?? []).toString()).toBe(text("1 right", "2 left"));
  });

  it("can be read, compared and written out like any commit, and leaves nothing in the repository", async () => {
    const base = commit({ "a.yaml": lines("a").join("\n"), "apps/b.yaml": "b\n" });
    git(folder, "checkout", "-q", "-b", "topic");
    const topic = commit({
      "a.yaml": lines("a").join("\n").replace("line 1\n", "line one\n"),
      "apps/new/c.yaml": "c\n",
    });
    git(folder, "checkout", "-q", "main");
    const target = commit({ "a.yaml": lines("a").join("\n").replace("line 10\n", "line ten\n"), "d.yaml": "d\n" });
    const [before, repository] = [repositoryState(), await open()];
    const merged = await repository.merge(target, topic);
    expect(await repository.merge(target, topic)).toBe(merged);
    expect(repositoryState()).toEqual(before);

    expect(await repository.commit(merged)).toMatchObject({ id: merged, parents: [target, topic] });
    expect((await repository.changedFiles(target, merged)).map((change) => change.path)).toEqual([
      "a.yaml",
      "apps/new/c.yaml",
    ]);
    expect(await repository.mergeBase(base, merged)).toBe(base);
    const out = mkdtempSync(path.join(tmpdir(), "groundwork-merged-"));
    try {
      await repository.materialize(merged, out);
      expect(readFileSync(path.join(out, "a.yaml"), "utf8")).toMatch(/line one\n[^]*line ten\n/);
      expect(readFileSync(path.join(out, "d.yaml"), "utf8")).toBe("d\n");
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  });

  it("has the id that Git gives such a commit", async () => {
    commit({ a: "1\n" });
    git(folder, "checkout", "-q", "-b", "topic");
    const topic = commit({ b: "1\n" });
    git(folder, "checkout", "-q", "main");
    const target = commit({ c: "1\n" });
    const repository = await open();
    const merged = await repository.merge(target, topic);
    const { tree } = await repository.commit(merged);
    const text = `tree ${tree}\nparent ${target}\nparent ${topic}\nauthor Groundwork <> 0 +0000\ncommitter Groundwork <> 0 +0000\n\nMerge ${topic} into ${target}\n`;
    const file = path.join(folder, ".git", "commit-text");
    writeFileSync(file, text);
    expect(git(folder, "hash-object", "-t", "commit", file)).toBe(merged);
  });

  it("takes no heed of variables that lead to another repository, as hooks have them", async () => {
    commit({ a: "1\n" });
    git(folder, "checkout", "-q", "-b", "topic");
    const topic = commit({ b: "1\n" });
    git(folder, "checkout", "-q", "main");
    const target = commit({ c: "1\n" });
    const misled = { ...process.env, GIT_DIR: "/nowhere", GIT_INDEX_FILE: "/nowhere/index", GIT_WORK_TREE: "/nowhere" };
    const repository = await open(misled);
    expect(await mergedHere(repository, target, topic)).toEqual(mergedByGit(target, topic));
  });
});

describe("a merge without a git that can make it", () => {
  const tools = { folder: "" };
  beforeEach(() => {
    tools.folder = mkdtempSync(path.join(tmpdir(), "groundwork-tools-"));
  });
  afterEach(() => rmSync(tools.folder, { recursive: true, force: true }));

  /** A script that runs the installed git and refuses `merge-tree` as a version before 2.38 does. */
  const oldGit = () => `#!/bin/sh
[ "$1" = --version ] && { echo git version 2.34.1; exit; }
case " $* " in *" merge-tree "*) echo "usage: git merge-tree" >&2; exit 129 ;; esac
exec "${execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim()}" "$@"
`;

  it("is the same with an older one, where both sides have nothing to do with each other, and never another", async () => {
    writeFileSync(path.join(tools.folder, "git"), oldGit(), { mode: 0o755 });
    let merges = 0;
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(), async (nodes, other) => {
        const ids = imported(nodes);
        const [target = "", topic = ""] = [ids[other % (ids.length - 1)], ids.at(-1)];
        const repository = await open({ PATH: tools.folder });
        const merging = repository.merge(target, topic);
        const here = await merging.catch((thrown: unknown) => thrown);
        if (here instanceof MergeNotPossible) return;
        merges += 1;
        expect({ tree: (await repository.commit(await merging)).tree }).toEqual(mergedByGit(target, topic));
      }),
      { numRuns: 10, examples: [[[{ parents: [], files: root }, apart("a.yaml"), apart("b.yaml")], 1]] },
    );
    expect(merges).toBeGreaterThan(0);
  });

  it("is refused with an older one where both sides change a file, with what to do", async () => {
    writeFileSync(path.join(tools.folder, "git"), oldGit(), { mode: 0o755 });
    const [, target = "", topic = ""] = imported([
      { parents: [], files: root },
      apart("a.yaml"),
      apart("a.yaml", "other"),
    ]);
    const repository = await open({ PATH: tools.folder });
    await expect(repository.merge(target, topic)).rejects.toThrow(/git version 2\.34\.1 cannot merge.*git 2\.38/);
  });

  it.each([
    ["is broken", "#!/bin/sh\necho disk on fire >&2\nexit 128\n", /disk on fire/],
    ["is not there", undefined, /no git was found/],
  ])("is refused where git %s, with what to do", async (_, script, words) => {
    if (script !== undefined) writeFileSync(path.join(tools.folder, "git"), script, { mode: 0o755 });
    const [target, topic] = [commit({ a: "1\n" }), commit({ b: "1\n" })];
    const failing = open({ PATH: tools.folder }).then((repository) => repository.merge(target, topic));
    await expect(failing).rejects.toThrow(words);
    await expect(failing).rejects.toBeInstanceOf(MergeNotPossible);
    await expect(failing).rejects.toThrow(/git 2\.38/);
  });
});
