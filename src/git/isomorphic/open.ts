import fs from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { CommitObject } from "isomorphic-git";
import * as git from "isomorphic-git";
import { keptPromises } from "../../lib/index.ts";
import { MergeConflict, MergeNotPossible, MissingHistory, NoCommits } from "../errors.ts";
import {
  type CheckedOut,
  differencesByGit,
  type Environment,
  isWholeByGit,
  personByGit,
  skippedByGit,
} from "../executable/index.ts";
import {
  type Checkout,
  type Commit,
  type CommitId,
  emptyTree,
  type MergeTrees,
  type Repository,
} from "../repository.ts";
import { commitTree, treeDifferences } from "./commit-tree.ts";
import { locate } from "./locate.ts";
import { writeFiles } from "./materialize.ts";
import { countBeyond, type HistoryNode, mergeBaseOf } from "./merge-base.ts";
import { GitObjects } from "./objects.ts";
import { isOnBranch } from "./on-branch.ts";
import { PromisedObjects, promisingRemote } from "./promised-objects.ts";
import { resolveRevision } from "./revision.ts";
import { hasCarriageReturns, uncommittedIn } from "./uncommitted.ts";

/**
 * Opens the repository that holds `folder`, through isomorphic-git.
 *
 * The `git` on PATH is started for four things that it alone knows: what counts as changed on disk, revisions beyond
 * names, objects that a partial clone has left out, and who the person is by all its files of settings. Without a `git`, isomorphic-git does them as well as it can.
 * `mergeTrees` merges, because isomorphic-git cannot follow renames or several merge bases.
 *
 * HEAD is read once, here, and each setting when it is asked for first: a run sees one state of the repository from its beginning to its end.
 *
 * @param environment variables that `git` is started with; those of this process when left out
 * @throws {NotARepository} {@link UnsupportedRepository}
 */
export async function openRepository(
  folder: string,
  mergeTrees: MergeTrees = cannotMerge,
  environment?: Environment,
): Promise<Repository> {
  const location = locate(folder);
  const place: CheckedOut = { ...location, environment };
  const promisedBy = promisingRemote(location.common);
  const objects = new GitObjects(
    location,
    promisedBy === undefined ? undefined : new PromisedObjects(place, promisedBy),
  );
  const cutOff = await shallowCommits(location.common);
  const checkout = await checkoutOf(location, cutOff.size > 0);
  const shownFolder = location.worktree ?? location.common;

  const commit = async (id: CommitId): Promise<Commit> => {
    try {
      const { parent, tree, message, author, committer } = await objects.commit(id);
      return {
        id,
        parents: parent,
        tree,
        message,
        author: { name: author.name, email: author.email },
        committer: { name: committer.name, email: committer.email },
        committedAt: new Date(committer.timestamp * 1000),
      };
    } catch (thrown) {
      if (cutOff.size === 0) throw thrown;
      throw new MissingHistory({ commit: id, shallow: true, need: "A commit" }, { cause: thrown });
    }
  };
  const historyNode = async (id: CommitId): Promise<HistoryNode> => {
    const { parents, committedAt } = await commit(id);
    const isCutOff = cutOff.has(id);
    return { parents: isCutOff ? [] : parents, committedAt: committedAt.getTime(), cutOff: isCutOff };
  };
  const setting = keptPromises<string | undefined>();
  const configured = async (path: string): Promise<string | undefined> =>
    await setting(path, async () => {
      const value: unknown = await git.getConfig({ fs, gitdir: location.common, path });
      return typeof value === "string" ? value : undefined;
    });
  const onDisk = async (worktree: string, id: CommitId, folders: readonly string[]) =>
    uncommittedIn(worktree, await treeIdOf(id), folders, objects, isSparse(location));
  const treeIdOf = async (id: CommitId) => (id === emptyTree ? emptyTree : (await commit(id)).tree);

  return {
    checkout,
    commit,
    async resolve(revision) {
      if (!checkout.head && (revision === "HEAD" || revision === "@"))
        throw new NoCommits({ folder: shownFolder, branch: checkout.branch });
      return await resolveRevision(revision, objects, { head: checkout.head, shallow: checkout.shallow, place });
    },
    mergeBase: (one, other) => mergeBaseOf(one, other, historyNode),
    countBeyond: (one, other) => countBeyond(one, other, historyNode),
    isOnBranch: (id) => isOnBranch(id, objects.location, historyNode),
    async merge(target, topic) {
      const merged = await mergeTrees({ objects: location.common, target, topic }, (from) => objects.takeLoose(from));
      if ("conflicts" in merged) throw new MergeConflict({ target, topic, paths: merged.conflicts });
      return objects.takeCommit(mergeCommit(merged.tree, target, topic));
    },
    treeOf: async (id) => commitTree(id, await treeIdOf(id), objects),
    changedFiles: async (before, after) =>
      treeDifferences(...(await Promise.all([treeIdOf(before), treeIdOf(after)])), objects),
    async uncommitted(id, folders) {
      if (checkout.folder === undefined) return [];
      const here = (paths: readonly string[]) => onDisk(checkout.folder ?? "", id, paths);
      const byGit = await differencesByGit(place, id, folders);
      if (byGit === undefined) return here(folders);
      // The index may be older than the commit, and an editor may have written other line ends: neither is a change.
      const untracked = new Set(byGit.untracked);
      const doubtful = byGit.changed.filter(
        (file) => untracked.has(file) || hasCarriageReturns(path.join(checkout.folder ?? "", file)),
      );
      const same = new Set(doubtful);
      if (doubtful.length > 0) for (const file of await here(doubtful)) same.delete(file);
      return [...new Set([...byGit.changed, ...byGit.untracked])].filter((file) => !same.has(file)).toSorted();
    },
    isWhole: async (folders) =>
      checkout.folder === undefined || ((await isWholeByGit(place, folders)) ?? !isSparse(location)),
    async leftOut(folders) {
      const { folder: worktree, head } = checkout;
      if (worktree === undefined || head === undefined) return [];
      const onDisk = (file: string) => fs.lstatSync(path.join(worktree, file), { throwIfNoEntry: false }) !== undefined;
      const skipped = await skippedByGit(place, folders);
      if (skipped !== undefined) return skipped.filter((file) => !onDisk(file));
      if (!isSparse(location)) return [];
      const tree = commitTree(head, await treeIdOf(head), objects);
      const files = (await Promise.all(folders.map((each) => tree.files(each)))).flat();
      return files.map((file) => file.path).filter((file) => !onDisk(file));
    },
    materialize: async (id, into) =>
      writeFiles(await commitTree(id, await treeIdOf(id), objects).files(""), into, objects),
    async remoteUrl(name) {
      const url = await configured(`remote.${name}.url`);
      return url === undefined ? undefined : withoutCredentials(url);
    },
    async configuredPerson() {
      const own = async () => ({ name: await configured("user.name"), email: await configured("user.email") });
      const { name, email } = (await personByGit(place)) ?? (await own());
      return name === undefined ? email : `${name}${email === undefined ? "" : ` <${email}>`}`;
    },
  };
}

const cannotMerge: MergeTrees = async ({ target, topic }) => {
  throw new MergeNotPossible({ target, topic, problem: "nothing was given that merges" });
};

/** The same id for the same merge: it has no time and no author of its own. */
function mergeCommit(tree: string, target: CommitId, topic: CommitId): CommitObject {
  const nobody = { name: "Groundwork", email: "", timestamp: 0, timezoneOffset: 0 };
  return {
    tree,
    parent: [target, topic],
    author: nobody,
    committer: nobody,
    message: `Merge ${topic} into ${target}\n`,
  };
}

/** Each worktree may have a configuration of its own. */
function isSparse({ own, common }: Pick<ReturnType<typeof locate>, "own" | "common">): boolean {
  const files = [path.join(common, "config"), path.join(own, "config.worktree")].filter((file) => fs.existsSync(file));
  return files.some((file) => /^\s*sparsecheckout\s*=\s*true\s*$/im.test(fs.readFileSync(file, "utf8")));
}

async function checkoutOf({ own, common, worktree }: ReturnType<typeof locate>, shallow: boolean): Promise<Checkout> {
  const head = (await readFile(path.join(own, "HEAD"), "utf8")).trim();
  const branch = /^ref: refs\/heads\/(.+)$/.exec(head)?.[1];
  const id = branch === undefined ? head : await commitOfBranch(common, branch);
  const mainBranch = await mainBranchOf(common);
  return {
    bare: worktree === undefined,
    shallow,
    ...(worktree !== undefined && { folder: worktree }),
    ...(branch !== undefined && { branch }),
    ...(mainBranch !== undefined && { mainBranch }),
    ...(id !== undefined && { head: id }),
  };
}

/** As `git clone` and `git remote set-head` write it. */
async function mainBranchOf(gitdir: string): Promise<string | undefined> {
  const text = await readFile(path.join(gitdir, "refs", "remotes", "origin", "HEAD"), "utf8").catch(() => "");
  return /^ref: refs\/remotes\/origin\/(.+)$/m.exec(text)?.[1];
}

/** `undefined` for a branch that has no commit yet. */
async function commitOfBranch(gitdir: string, branch: string): Promise<CommitId | undefined> {
  try {
    return await git.resolveRef({ fs, gitdir, ref: `refs/heads/${branch}` });
  } catch {
    return undefined;
  }
}

async function shallowCommits(gitdir: string): Promise<ReadonlySet<CommitId>> {
  const file = path.join(gitdir, "shallow");
  if (!fs.existsSync(file)) return new Set();
  return new Set((await readFile(file, "utf8")).split("\n").filter((line) => line !== ""));
}

/** A token in a remote's URL is a secret; the rest of the URL is not. */
function withoutCredentials(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)[^@/]*@/i, "$1");
}
