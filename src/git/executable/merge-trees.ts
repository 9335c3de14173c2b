import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { cleaningUp } from "../../lib/index.ts";
import { MergeNotPossible } from "../errors.ts";
import type { MergedTrees, MergeTrees } from "../repository.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Merges with the `git` on PATH, as a host does when it merges a change request: renames and several merge bases included.
 *
 * What is new goes into a temporary folder: nothing is written to the repository, neither objects nor its index.
 *
 * @param environment variables of the caller; those by which Git is told of another repository are left out
 */
export function mergeTreesWithGit(environment: Environment): MergeTrees {
  return async ({ objects, target, topic }, take) => {
    const temporary = await mkdtemp(path.join(tmpdir(), "groundwork-merge-"));
    const merge = async () => {
      const store = path.join(temporary, "objects");
      await mkdir(path.join(store, "info"), { recursive: true });
      await writeFile(path.join(store, "info", "alternates"), `${path.join(objects, "objects")}\n`);
      const index = path.join(temporary, "index");
      const place = { GIT_DIR: objects, GIT_OBJECT_DIRECTORY: store, GIT_INDEX_FILE: index };
      const env = { ...withoutRepository(environment), ...place };
      const git = (...args: readonly string[]) => run(args, { cwd: temporary, env });
      const merged = await mergeTree(git, target, topic);
      if ("tree" in merged) await take(temporary);
      return merged;
    };
    return cleaningUp(merge, () => rm(temporary, { recursive: true, force: true }));
  };
}

type Git = (...args: readonly string[]) => Promise<Ended>;

/** Follows renamed files and never guesses at renamed folders, independent of this machine's configuration. */
const settings = ["-c", "merge.renames=true", "-c", "merge.directoryRenames=conflict", "-c", "merge.renormalize=false"];

async function mergeTree(git: Git, target: string, topic: string): Promise<MergedTrees> {
  const options = ["--write-tree", "-z", "--name-only", "--no-messages"];
  const { exitCode, out, err } = await git(...settings, "merge-tree", ...options, target, topic);
  const [tree = "", ...paths] = namesIn(out);
  if (exitCode === 0) return { tree };
  if (exitCode === 1 && paths.length > 0) return { conflicts: [...new Set(paths)].toSorted() };
  const problem = err.trim() || `git ended with ${exitCode}`;
  const isTooOld = exitCode === 129 || /usage: git merge-tree/.test(err);
  if (!isTooOld) throw new MergeNotPossible({ target, topic, problem });
  const apart = await mergeApart(git, target, topic);
  if (apart !== undefined) return { tree: apart };
  const version = (await git("--version")).out.trim();
  throw new MergeNotPossible({
    target,
    topic,
    problem: `both change or move the same files, which ${version} cannot merge without a checkout`,
  });
}

/**
 * The merge of two changes that do not touch, which any version of Git can make.
 *
 * `undefined` for others: files that both change, several merge bases, and files that may be a rename on one side, or
 * lie in a folder that may be renamed on one side and gets files on the other.
 */
async function mergeApart(git: Git, target: string, topic: string): Promise<string | undefined> {
  const said = async (...args: readonly string[]) => {
    const { exitCode, out } = await git(...args);
    return exitCode === 0 ? out : undefined;
  };
  const [base = "", ...others] = ((await said("merge-base", "--all", target, topic)) ?? "").split("\n").filter(Boolean);
  if (base === "" || others.length > 0) return undefined;
  const changed = (side: string, filter: string) =>
    said("diff-tree", "-r", "-z", "--no-renames", "--name-only", `--diff-filter=${filter}`, base, side);
  for (const [one, other] of [
    [target, topic],
    [topic, target],
  ] as const)
    if ((await changed(one, "D")) !== "" && (await changed(other, "A")) !== "") return undefined;
  if ((await said("read-tree", "-i", "-m", "--aggressive", base, target, topic)) === undefined) return undefined;
  return (await said("ls-files", "-u", "-z")) === "" ? (await said("write-tree"))?.trim() : undefined;
}

function namesIn(out: string): readonly string[] {
  return out.split("\0").filter((each) => each !== "");
}

interface Ended {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

function run(args: readonly string[], options: { readonly cwd: string; readonly env: Environment }): Promise<Ended> {
  return new Promise((resolve) => {
    execFile("git", args, { ...options, maxBuffer: Number.POSITIVE_INFINITY }, (error, out, err) => {
      if (error?.code === "ENOENT") resolve({ exitCode: 127, out, err: "no git was found on PATH" });
      else resolve({ exitCode: error ? Number(error.code ?? 128) : 0, out, err });
    });
  });
}

function withoutRepository(environment: Environment): Environment {
  const kept = Object.entries(environment).filter(
    ([name]) =>
      !/^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|NAMESPACE|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES)$/.test(
        name,
      ),
  );
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };
}
