import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { cleaningUp, messageOf } from "../../lib/index.ts";
import type { CommitId } from "../repository.ts";
import { GitCommandFailed, HistoryCutOff, NotPublished } from "./errors.ts";
import { type Environment, installedGit } from "./installed-git.ts";

/** The bare repository on this machine that clusters follow, and the checkout whose commits it gets. */
export interface FollowedCopy {
  /** Folder of the bare repository; made when it is first needed. */
  readonly folder: string;
  /** Folder of the checkout, or of its repository. */
  readonly checkout: string;
  readonly environment?: Environment;
}

/** How often another run may move the branch in between before this run gives up. */
const mostAttempts = 50;
/** Milliseconds that Git waits for another process that is moving the same branch. */
const lockTimeout = 30_000;

/**
 * Brings a commit, with its history, into the copy, and leaves its branches where they are. Repeatable, also at the same time.
 *
 * @throws {HistoryCutOff} when the checkout is too shallow to tell what the commit has to do with the branch.
 * @throws {NotPublished} in Git's own words.
 */
export async function bringCommit(copy: FollowedCopy, commit: CommitId, branch: string): Promise<void> {
  try {
    await ensureCopy(copy, branch);
    if (await has(copy, commit)) return;
    await refuseUnknownDescent(copy, commit, branch);
    const arriving = `refs/groundwork/arriving/${process.pid}-${randomBytes(6).toString("hex")}`;
    await cleaningUp(
      async () => {
        await push(copy, commit, arriving);
        await moveRef(copy, arrived(commit), commit);
      },
      () => inCopy(copy, "update-ref", "-d", arriving),
    );
  } catch (thrown) {
    throw notPublished(thrown, commit, branch);
  }
}

/**
 * Makes `branch` of the copy point to a commit that {@link bringCommit} can bring.
 *
 * The branch is moved only from the commit that was read before. When another run moves it in between to this commit or
 * a descendant, it stays; when to another commit, this commit replaces it.
 *
 * @throws as {@link bringCommit}.
 */
export async function pointBranch(copy: FollowedCopy, commit: CommitId, branch: string): Promise<void> {
  await bringCommit(copy, commit, branch);
  const ref = `refs/heads/${branch}`;
  const before = await commitAt(copy, ref);
  let seen = before;
  for (let attempt = 1; seen !== commit; attempt++) {
    try {
      await moveRef(copy, ref, commit, seen ?? none);
      seen = commit;
    } catch (thrown) {
      const now = await commitAt(copy, ref).catch(() => seen);
      if (now === seen || attempt === mostAttempts) throw notPublished(thrown, commit, branch);
      seen = now;
      if (now !== undefined && now !== before && (await isAncestor(copy.folder, commit, now, copy))) break;
    }
  }
  // The branch holds the commit now, so the mark is no longer needed. Another run may have removed it already.
  await inCopy(copy, "update-ref", "-d", arrived(commit)).catch(() => undefined);
}

/** Marks a complete commit that no branch holds yet. Agents do not see this namespace. */
const arrived = (commit: CommitId) => `refs/groundwork/arrived/${commit}`;
/** The object id that Git takes for "the branch does not exist". */
const none = "0".repeat(40);

/** Fails when `from` is given and the reference stands elsewhere. */
async function moveRef(copy: FollowedCopy, ref: string, to: CommitId, from?: string): Promise<void> {
  const waiting = ["-c", `core.filesRefLockTimeout=${lockTimeout}`];
  await inCopy(copy, ...waiting, "update-ref", ref, to, ...(from === undefined ? [] : [from]));
}

/**
 * Several processes may find no repository at the same time: each makes one in a folder beside it, and the first rename
 * wins.
 */
async function ensureCopy(copy: FollowedCopy, branch: string): Promise<void> {
  if (existsSync(copy.folder)) return;
  await mkdir(path.dirname(copy.folder), { recursive: true, mode: 0o700 });
  const draft = `${copy.folder}.${process.pid}-${randomBytes(6).toString("hex")}`;
  await cleaningUp(
    async () => {
      const args = ["init", "--quiet", "--bare", "--template=", `--initial-branch=${branch}`, draft];
      await installedGit({ args, environment: copy.environment });
      await rename(draft, copy.folder).catch((thrown: NodeJS.ErrnoException) => {
        if (thrown.code !== "ENOTEMPTY" && thrown.code !== "EEXIST") throw thrown;
      });
    },
    () => rm(draft, { recursive: true, force: true }),
  );
}

/** Through `git push`, which completes a partial clone on the way. A shallow one stays as shallow in the copy. */
async function push(copy: FollowedCopy, commit: CommitId, ref: string): Promise<void> {
  const { checkout, folder, environment } = copy;
  if (await isShallow(checkout, copy)) await acceptShallow(copy);
  const only = ["--quiet", "--no-verify", "--no-signed", "--no-follow-tags", "--recurse-submodules=no"];
  await installedGit({ args: ["-C", checkout, "push", ...only, folder, `${commit}:${ref}`], environment });
}

const isTrue = (setting: string): boolean => setting.trim() === "true";

/** Settings of the receiving side are read from its own configuration only. */
async function acceptShallow(copy: FollowedCopy): Promise<void> {
  const setting = "receive.shallowUpdate";
  const accepted = async () => await inCopy(copy, "config", "--get", setting).catch(() => "");
  if (isTrue(await accepted())) return;
  // Another process that sets the same value holds the lock of the configuration file.
  await inCopy(copy, "config", setting, "true").catch(async (thrown: unknown) => {
    if (!isTrue(await accepted().catch(() => ""))) throw thrown;
  });
}

/**
 * Agents refuse a commit that does not descend from the one before. A shallow history cannot tell, so it is refused
 * here.
 */
async function refuseUnknownDescent(copy: FollowedCopy, commit: CommitId, branch: string): Promise<void> {
  const { checkout } = copy;
  if (!(await isShallow(checkout, copy))) return;
  const followed = await commitAt(copy, `refs/heads/${branch}`);
  if (followed !== undefined && !(await isAncestor(checkout, followed, commit, copy)))
    throw new HistoryCutOff({ commit, followed, branch });
}

async function isShallow(folder: string, { environment }: FollowedCopy): Promise<boolean> {
  const args = ["-C", folder, "rev-parse", "--is-shallow-repository"];
  return (await installedGit({ args, environment })).trim() === "true";
}

/** Also false for a commit that the repository does not have. */
async function isAncestor(
  folder: string,
  ancestor: CommitId,
  commit: CommitId,
  { environment }: FollowedCopy,
): Promise<boolean> {
  const args = ["-C", folder, "merge-base", "--is-ancestor", ancestor, commit];
  return await succeeds(installedGit({ args, environment }));
}

async function has(copy: FollowedCopy, commit: CommitId): Promise<boolean> {
  if ((await commitAt(copy, arrived(commit))) === commit) return true;
  if (!(await succeeds(inCopy(copy, "cat-file", "-e", `${commit}^{commit}`)))) return false;
  // Only a commit that a branch holds is known to be complete: a killed push may have left a part of its objects.
  return (await inCopy(copy, "for-each-ref", "--count=1", "--contains", commit, "refs/heads")).trim() !== "";
}

/** Reads the branch's file without starting `git`, as long as Git has not packed the reference. */
async function commitAt(copy: FollowedCopy, ref: string): Promise<CommitId | undefined> {
  const loose = (await readFile(path.join(copy.folder, ref), "utf8").catch(() => "")).trim();
  if (/^[0-9a-f]{40}$/.test(loose)) return loose;
  return (await inCopy(copy, "for-each-ref", "--format=%(objectname)", ref)).trim() || undefined;
}

function inCopy({ folder, environment }: FollowedCopy, ...args: readonly string[]): Promise<string> {
  return installedGit({ args: [`--git-dir=${folder}`, ...args], environment });
}

async function succeeds(call: Promise<string>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (thrown) {
    if (thrown instanceof GitCommandFailed) return false;
    throw thrown;
  }
}

function notPublished(thrown: unknown, commit: CommitId, branch: string): Error {
  if (thrown instanceof HistoryCutOff || thrown instanceof NotPublished) return thrown;
  const problem = thrown instanceof GitCommandFailed ? thrown.data.words : messageOf(thrown);
  return new NotPublished({ commit, branch, problem }, { cause: thrown });
}
