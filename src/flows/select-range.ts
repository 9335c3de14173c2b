import type { CommitRange } from "../change/index.ts";
import { type CommitId, emptyTree, type Repository } from "../git/index.ts";

/** Commits to compare, as a person names them; both may be left out. */
export interface WantedRange {
  readonly base?: string;
  readonly head?: string;
}

/** Names that a repository's main line of development has, most telling first. */
const mainLines = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/**
 * The two commits of a change request: `head`, and where it left the branch that it is to be merged into.
 *
 * Without a base: the main branch. When head is already part of it, its first parent, so that a merge is compared with what
 * was there before; before the first commit there were no files at all.
 */
export async function changeRequestRange(wanted: WantedRange, git: Repository): Promise<CommitRange> {
  const head = await git.resolve(wanted.head ?? "HEAD");
  const target = await targetOf(wanted.base, git);
  const base = target === undefined ? head : await git.mergeBase(target, head);
  if (base !== head || wanted.base !== undefined) return { base, head };
  return { base: await firstParent(head, git), head };
}

/** What the commit was merged onto. */
export async function firstParent(commit: CommitId, git: Repository): Promise<CommitId> {
  return (await git.commit(commit)).parents[0] ?? emptyTree;
}

async function targetOf(named: string | undefined, git: Repository): Promise<CommitId | undefined> {
  if (named !== undefined) return git.resolve(named);
  for (const name of mainLines) {
    try {
      return await git.resolve(name);
    } catch {
      // Not every repository has each of these names; having none of them is handled by the caller.
    }
  }
  return undefined;
}
