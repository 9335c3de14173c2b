import * as git from "isomorphic-git";
import type { CommitId } from "../repository.ts";
import type { HistoryNode } from "./merge-base.ts";
import type { GitObjects } from "./objects.ts";

/**
 * Whether a local branch, or one of `origin`, leads to a commit. What a forge keeps of change requests, such as `refs/pull`, is no branch.
 *
 * @param read gives a commit of the history; it rejects for one that this clone does not have.
 */
export async function isOnBranch(
  id: CommitId,
  { fs, gitdir }: GitObjects["location"],
  read: (id: CommitId) => Promise<HistoryNode>,
): Promise<boolean> {
  const local = await git.listBranches({ fs, gitdir });
  const remote = await git.listBranches({ fs, gitdir, remote: "origin" });
  const names = [...local.map((name) => `refs/heads/${name}`), ...remote.map((name) => `refs/remotes/origin/${name}`)];
  const tips = await Promise.all(names.map((ref) => git.resolveRef({ fs, gitdir, ref }).catch(() => undefined)));
  const seen = new Set<CommitId>(tips.filter((tip) => tip !== undefined));
  if (seen.has(id)) return true;
  for (const each of seen) {
    const parents = await read(each).then(
      (node) => node.parents,
      (): readonly CommitId[] => [],
    );
    if (parents.includes(id)) return true;
    for (const parent of parents) seen.add(parent);
  }
  return false;
}
