import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { UnknownRevision } from "../../src/git/index.ts";
import { openRepository } from "../../src/git/isomorphic/index.ts";
import { git, scratchClone } from "./git-harness/scratch-clone.ts";

let scratch = "";
const { init, commit, write } = scratchClone((made) => {
  scratch = made;
});
beforeEach(init);

const open = (folder = scratch, environment: NodeJS.ProcessEnv = process.env) =>
  openRepository(folder, undefined, environment);
/** A repository's environment in which there is no git. */
const withoutGit = { PATH: "/nowhere" };
const files = {
  "environments/dev/environment.yaml": "kind: Environment\n",
  "environments/dev/apps/web.yaml": "kind: Pod\n",
};
const changedFile = "environments/dev/apps/web.yaml";

/** Ways to check the same commit out that make the disk differ from Git's objects, without a difference to Git. */
const checkouts: readonly (readonly [name: string, make: () => string, whole: boolean])[] = [
  ["a plain clone", () => scratch, true],
  [
    "a sparse checkout of folders",
    () => {
      git(scratch, "sparse-checkout", "set", "--cone", "docs");
      return scratch;
    },
    false,
  ],
  [
    "a sparse checkout of patterns, with a sparse index",
    () => {
      git(scratch, "config", "index.sparse", "true");
      git(scratch, "sparse-checkout", "set", "--no-cone", "/*", "!/environments/dev/apps/");
      return scratch;
    },
    false,
  ],
  [
    "a clone under a clean and smudge filter",
    () => {
      git(scratch, "config", "filter.upside.clean", "tr a-z A-Z");
      git(scratch, "config", "filter.upside.smudge", "tr A-Z a-z");
      return committed({ ".gitattributes": "*.yaml filter=upside\n", [changedFile]: "kind: pod\n" });
    },
    true,
  ],
  [
    "a clone with another encoding on disk",
    () =>
      committed({ ".gitattributes": "*.yaml text working-tree-encoding=UTF-16LE\n" }, () =>
        writeFileSync(path.join(scratch, changedFile), Buffer.from("kind: Pod\n", "utf16le")),
      ),
    true,
  ],
  ["a clone with other line ends on disk", () => committed({ ".gitattributes": "*.yaml text eol=crlf\n" }), true],
  [
    "a clone with automatic line ends",
    () => {
      git(scratch, "config", "core.autocrlf", "true");
      return committed({});
    },
    true,
  ],
  [
    "a clone whose $Id$ is expanded",
    () => committed({ ".gitattributes": "*.yaml ident\n", [changedFile]: "# $Id$\nkind: Pod\n" }),
    true,
  ],
  [
    "a clone that does not trust modes",
    () => {
      git(scratch, "config", "core.fileMode", "false");
      chmodSync(path.join(scratch, changedFile), 0o755);
      return scratch;
    },
    true,
  ],
  [
    "a file that is marked skip-worktree and edited",
    () => {
      git(scratch, "update-index", "--skip-worktree", changedFile);
      write(changedFile, "kind: Edited\n");
      return scratch;
    },
    false,
  ],
  [
    "a file that is marked assume-unchanged and edited",
    () => {
      git(scratch, "update-index", "--assume-unchanged", changedFile);
      write(changedFile, "kind: Edited\n");
      return scratch;
    },
    false,
  ],
  [
    "a clone with a submodule",
    () => {
      const inner = path.join(scratch, ".git", "inner");
      mkdirSync(inner);
      git(inner, "init", "-q", "-b", "main");
      writeFileSync(path.join(inner, "a"), "1");
      git(inner, "add", "-A");
      git(inner, "commit", "-q", "-m", "Inner");
      git(scratch, "-c", "protocol.file.allow=always", "submodule", "add", "-q", inner, "environments/inner");
      git(scratch, "commit", "-q", "-m", "Add a submodule");
      return scratch;
    },
    true,
  ],
  [
    "a clone whose submodule is not checked out",
    () => {
      git(
        scratch,
        "update-index",
        "--add",
        "--cacheinfo",
        `160000,${git(scratch, "rev-parse", "HEAD")},environments/inner`,
      );
      git(scratch, "commit", "-q", "-m", "Add a submodule");
      mkdirSync(path.join(scratch, "environments/inner"));
      return scratch;
    },
    true,
  ],
  [
    "a linked worktree",
    () => {
      git(scratch, "worktree", "add", "-q", "--detach", path.join(scratch, ".git/linked"));
      return path.join(scratch, ".git/linked");
    },
    true,
  ],
  [
    "a shallow clone",
    () => {
      git(scratch, "clone", "-q", "--depth=1", `file://${scratch}`, path.join(scratch, ".git/shallow"));
      return path.join(scratch, ".git/shallow");
    },
    true,
  ],
];

/** Commits files and checks them out anew, so that they are on disk as the attributes say. */
function committed(changed: Readonly<Record<string, string>>, beforeAdding?: () => void): string {
  for (const [file, content] of Object.entries(changed)) write(file, content);
  beforeAdding?.();
  git(scratch, "add", "-A");
  git(scratch, "add", "--renormalize", "-A");
  git(scratch, "commit", "-q", "--allow-empty", "-m", "Change");
  rmSync(path.join(scratch, "environments"), { recursive: true });
  git(scratch, "checkout", "-q", "--", ".");
  return scratch;
}

describe.each(checkouts)("%s", (_, make, whole) => {
  it("has nothing that is uncommitted, until a file is edited or added", async () => {
    commit({ ...files, "docs/a.md": "a\n" });
    const folder = make();
    expect(git(folder, "status", "--porcelain")).toBe("");
    const repository = await open(folder);
    const head = await repository.resolve("HEAD");
    expect(await repository.uncommitted(head, ["environments", "docs"])).toEqual([]);
    expect(await repository.isWhole(["environments"])).toBe(whole);

    mkdirSync(path.join(folder, "environments"), { recursive: true });
    appendFileSync(path.join(folder, "docs/a.md"), "edited\n");
    writeFileSync(path.join(folder, "environments/new.yaml"), "new\n");
    const found = await repository.uncommitted(head, ["environments", "docs"]);
    expect(found).toEqual(["docs/a.md", "environments/new.yaml"]);
  });
});

describe("what is uncommitted", () => {
  it("is compared by content, where Git's index has forgotten the files", async () => {
    const head = commit({ ...files });
    rmSync(path.join(scratch, ".git/index"));
    const repository = await open();
    expect(await repository.uncommitted(head, [""])).toEqual([]);
    write(changedFile, "kind: Edited\n");
    expect(await repository.uncommitted(head, [""])).toEqual([changedFile]);
  });

  it("does not depend on variables that name another repository, and starts no hook or monitor of this one", async () => {
    const head = commit({ ...files });
    git(scratch, "config", "core.fsmonitor", "touch started; false");
    const env = { ...process.env, GIT_DIR: "/nowhere", GIT_INDEX_FILE: "/nowhere/index", GIT_WORK_TREE: "/" };
    expect(await (await open(scratch, env)).uncommitted(head, [""])).toEqual([]);
    expect(existsSync(path.join(scratch, "started"))).toBe(false);
  });

  it("is told without a git as well, also in a sparse checkout", async () => {
    const head = commit({ ...files, "docs/a.md": "a\n" });
    git(scratch, "sparse-checkout", "set", "--cone", "docs");
    const repository = await open(scratch, withoutGit);
    expect(await repository.uncommitted(head, ["environments", "docs"])).toEqual([]);
    expect(await repository.isWhole(["environments"])).toBe(false);
    write("docs/a.md", "edited\n");
    expect(await repository.uncommitted(head, ["environments", "docs"])).toEqual(["docs/a.md"]);
  });

  it.each([
    ["with a git", process.env],
    ["without one", withoutGit],
  ])("is a file in whose place something stands that cannot be read, %s", async (_, environment) => {
    const head = commit({ ...files });
    rmSync(path.join(scratch, changedFile));
    const socket = createServer();
    await new Promise<void>((listening) => socket.listen(path.join(scratch, changedFile), listening));
    try {
      expect(await (await open(scratch, environment)).uncommitted(head, [""])).toEqual([changedFile]);
    } finally {
      await new Promise((closed) => socket.close(closed));
    }
  });
});

describe("a revision", () => {
  const spellings = [
    "HEAD",
    "@",
    "main",
    "heads/main",
    "refs/heads/main",
    "HEAD~1",
    "HEAD^",
    "HEAD^1",
    "HEAD^2",
    "HEAD^0",
    "main~3",
    "@~2",
    "HEAD^2~1",
    "main^^",
    "v2",
    "v2^{}",
    "v2^{commit}",
    "v2^0",
    "tags/v2",
    "v2~1",
    "v2^{}~1",
    "v2^{/Change}",
    "nested",
    "nested^{}",
    "@{0}",
    "HEAD@{1}",
    "main@{0}",
    "main@{upstream}",
    "@{u}",
    "@{-1}",
    "origin/main",
    "origin",
    "origin/HEAD",
    ":/two words",
    ":/two words.*$",
    "HEAD^{/One}",
    "ORIG_HEAD",
    "v2-1-gABBREVIATED",
    "ABBREVIATED",
    "deadbeef",
    "topic/with-slash",
    "1.0",
  ];

  it.each(["with the installed git", "without one"])("means the commit that it means to git, %s", async (how) => {
    commit({ a: "1" });
    git(scratch, "commit", "-q", "--allow-empty", "-m", "One with two words at the end: two words");
    const base = commit({ a: "2" });
    git(scratch, "tag", "-a", "v2", "-m", "Two");
    git(scratch, "tag", "-a", "nested", "-m", "A tag of a tag", "v2");
    git(scratch, "checkout", "-q", "-b", "topic/with-slash");
    commit({ b: "1" });
    git(scratch, "branch", "deadbeef");
    git(scratch, "tag", "1.0");
    git(scratch, "checkout", "-q", "main");
    commit({ c: "1" });
    git(scratch, "merge", "-q", "--no-ff", "-m", "Merge", "topic/with-slash");
    git(scratch, "update-ref", "ORIG_HEAD", base);
    git(scratch, "update-ref", "refs/remotes/origin/main", base);
    git(scratch, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
    git(scratch, "remote", "add", "origin", "https://git.example/a.git");
    git(scratch, "branch", "-q", "--set-upstream-to=origin/main", "main");
    const short = git(scratch, "rev-parse", "--short=7", "HEAD");
    const repository = await open(scratch, how === "without one" ? withoutGit : process.env);
    const wanted = spellings.map((spelling) => spelling.replace("ABBREVIATED", short));
    // Reflogs, texts and upstreams are Git's own to look up.
    const byGitAlone = /[:{/]\/|@\{|_HEAD$|-g/;
    const asked = how === "without one" ? wanted.filter((spelling) => !byGitAlone.test(spelling)) : wanted;
    const byGit = asked.map((each) => [each, git(scratch, "rev-parse", git(scratch, "rev-parse", each) + "^{commit}")]);
    expect(await Promise.all(asked.map(async (each) => [each, await repository.resolve(each)]))).toEqual(byGit);
  });

  it.each([
    "nope",
    "main..v2",
    "main...v2",
    "^main",
    "HEAD~99",
    "HEAD^3",
    "HEAD:a",
    "v2^{tree}",
    ":/never said",
    "@{99}x",
    "--all",
    "-h",
    "",
    " ",
    "a b",
    "HEAD\n",
    ":",
    "@{upstream}",
  ])("%j means no commit, and says so", async (revision) => {
    commit({ a: "1" });
    git(scratch, "tag", "-a", "v2", "-m", "Two");
    await expect((await open()).resolve(revision)).rejects.toBeInstanceOf(UnknownRevision);
  });
});

describe.each(["blob:none", "tree:0"])("a partial clone with the filter %s", (filter) => {
  const partial = () => {
    const first = commit({ ...files, "stacks/index.ts": "1\n" });
    commit({ ...files, [changedFile]: "kind: Deployment\n", "stacks/index.ts": "2\n", "src/a.ts": "a\n" });
    git(scratch, "config", "uploadpack.allowFilter", "true");
    git(scratch, "config", "uploadpack.allowAnySHA1InWant", "true");
    const folder = path.join(scratch, ".git", "partial");
    git(scratch, "clone", "-q", `--filter=${filter}`, `file://${scratch}`, folder);
    return { folder, first };
  };

  it("gets what it lacks from where it came, a commit's files at once", async () => {
    const { folder, first } = partial();
    const repository = await open(folder);
    const out = path.join(scratch, ".git", "out");
    await repository.materialize(first, out);
    expect(readFileSync(path.join(out, changedFile), "utf8")).toBe(files[changedFile]);
    // What a clone and its checkout bring, and one pack for all trees and one for all files that were lacking.
    const packs = readdirSync(path.join(folder, ".git/objects/pack")).filter((file) => file.endsWith(".pack"));
    expect(packs.length).toBeLessThanOrEqual(filter === "blob:none" ? 3 : 5);
    const changes = await repository.changedFiles(first, await repository.resolve("HEAD"));
    expect(changes.map((change) => change.path)).toEqual([changedFile, "src/a.ts", "stacks/index.ts"]);
  });

  it.each(["that is gone", "without a git"])(
    "says which remote does not give it, %s, and stops writing",
    async (how) => {
      const { folder, first } = partial();
      if (how === "that is gone") git(folder, "remote", "set-url", "origin", `file://${scratch}/gone.git`);
      const out = path.join(scratch, ".git", "out");
      const repository = await open(folder, how === "that is gone" ? process.env : withoutGit);
      await expect(repository.materialize(first, out)).rejects.toMatchObject({
        code: "missing-object",
        message: expect.stringMatching(
          /partial clone, and origin does not give .*git fetch --refetch --no-filter origin/s,
        ),
      });
      rmSync(out, { recursive: true, force: true });
      expect(existsSync(out)).toBe(false);
    },
  );
});

it("asks the git that is installed and nothing else: a program of that name in the repository is not started", async () => {
  const head = commit({ ...files });
  writeFileSync(path.join(scratch, "git"), "#!/bin/sh\ntouch started\n");
  chmodSync(path.join(scratch, "git"), 0o755);
  symlinkSync("git", path.join(scratch, "environments/git"));
  expect(await (await open()).uncommitted(head, ["environments"])).toEqual(["environments/git"]);
  expect(execFileSync("ls", { cwd: scratch, encoding: "utf8" })).not.toContain("started");
});
