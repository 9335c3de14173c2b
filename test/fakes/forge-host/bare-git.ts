import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { looseBranch } from "./loose-references.ts";

const run = promisify(execFile);

const environment = {
  PATH: process.env["PATH"],
  HOME: "/nonexistent",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  LC_ALL: "C",
};

export type Person = { readonly login: string; readonly email: string };

/** Runs git in a folder, as a person where it makes commits. */
export async function git(folder: string, args: readonly string[], as?: Person): Promise<string> {
  const identity = as && {
    GIT_AUTHOR_NAME: as.login,
    GIT_AUTHOR_EMAIL: as.email,
    GIT_COMMITTER_NAME: as.login,
    GIT_COMMITTER_EMAIL: as.email,
  };
  const { stdout } = await run("git", [...args], { cwd: folder, env: { ...environment, ...identity } });
  return stdout.trim();
}

/** What a server sets for all of its repositories. Pushes to its own references are refused, and fetches are not. */
const settings = `[core]
\trepositoryformatversion = 0
\tbare = true
[http]
\treceivepack = true
[receive]
\thideRefs = refs/pull
\thideRefs = refs/merge-requests
\tautogc = false
[uploadpack]
\tallowAnySHA1InWant = true
[gc]
\tauto = 0
`;

interface InitialCommit {
  readonly commit: string;
  /** By path from the repository's folder, as Git wrote them. */
  readonly objects: ReadonlyMap<string, Buffer>;
}

let made: Promise<InitialCommit> | undefined;

/** A bare repository with one commit on `main`: the same in each, so that Git is asked for it once. */
export async function createBare(folder: string): Promise<void> {
  for (const part of ["objects", "refs/heads", "hooks"]) await mkdir(path.join(folder, part), { recursive: true });
  await writeFile(path.join(folder, "HEAD"), "ref: refs/heads/main\n");
  await writeFile(path.join(folder, "config"), settings);
  made ??= initialCommit(folder);
  const { commit, objects } = await made;
  for (const [name, content] of objects) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  await writeFile(path.join(folder, "refs", "heads", "main"), `${commit}\n`);
}

async function initialCommit(folder: string): Promise<InitialCommit> {
  const by = { login: "Setup", email: "setup@example.com" };
  // The empty tree has to be written once before commits can have it.
  await git(folder, ["hash-object", "-w", "-t", "tree", "/dev/null"]);
  const commit = await git(folder, ["commit-tree", "-m", "Initial commit", emptyTree], by);
  const names = [emptyTree, commit].map((id) => path.join("objects", id.slice(0, 2), id.slice(2)));
  const objects = await Promise.all(
    names.map(async (name) => [name, await readFile(path.join(folder, name))] as const),
  );
  return { commit, objects: new Map(objects) };
}

const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** A fork has the branches of the original and none of its pull requests. */
export async function forkBare(original: string, folder: string): Promise<void> {
  await git(tmpdir(), ["clone", "--quiet", "--bare", original, folder]);
  await writeFile(path.join(folder, "config"), settings);
}

/** Refuses pushes to these branches. @param words of the server, to the user who pushes */
export async function protectBranches(folder: string, branches: readonly string[], words: string): Promise<void> {
  const preReceive = `#!/bin/sh
while read old new ref; do
  if grep -qxF "$ref" protected; then echo "${words}" >&2; exit 1; fi
done
`;
  await writeFile(path.join(folder, "protected"), branches.map((branch) => `refs/heads/${branch}\n`).join(""));
  await writeFile(path.join(folder, "hooks", "pre-receive"), preReceive, { mode: 0o755 });
}

/** Commits by their full ids: no repository of a fake loses one. */
const known = new Set<string>();

/** The commit of a revision; `undefined` for what is not there. */
export async function commitAt(folder: string, revision: string): Promise<string | undefined> {
  const key = `${folder} ${revision}`;
  if (known.has(key)) return revision;
  const loose = await looseBranch(folder, revision);
  if (loose) return loose.commit;
  const args = ["rev-parse", "--verify", "--quiet", `${revision}^{commit}`];
  const found = await git(folder, args).catch(() => undefined);
  if (found === revision) known.add(key);
  return found;
}

export async function isAncestor(folder: string, ancestor: string, of: string): Promise<boolean> {
  return await git(folder, ["merge-base", "--is-ancestor", ancestor, of]).then(
    () => true,
    () => false,
  );
}

/** Runs `work` in a checkout of a commit, which is removed afterwards. */
export async function inCheckout<T>(
  folder: string,
  commit: string,
  work: (checkout: string) => Promise<T>,
): Promise<T> {
  const scratch = await mkdtemp(path.join(tmpdir(), "fake-forge-merge-"));
  const checkout = path.join(scratch, "checkout");
  try {
    await git(folder, ["worktree", "add", "--quiet", "--detach", checkout, commit]);
    return await work(checkout);
  } finally {
    await rm(scratch, { recursive: true, force: true });
    await git(folder, ["worktree", "prune"]);
  }
}
