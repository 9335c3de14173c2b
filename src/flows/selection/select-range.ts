import type { CommitRange, MergeTarget } from "../../change/index.ts";
import { type CommitId, emptyTree, type Repository } from "../../git/index.ts";

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
  const base = target === undefined ? head : await git.mergeBase(target.commit, head);
  if (base !== head || wanted.base !== undefined) return { base, head };
  return { base: await firstParent(head, git), head };
}

/** What is previewed, and where the change is to be merged. */
export interface PreviewedRange {
  /** `head` holds the files that are previewed: those of the change, or of its merge. */
  readonly range: CommitRange;
  /** The change itself. */
  readonly change: CommitId;
  readonly target?: MergeTarget;
}

/**
 * The commits that a preview compares: the tip of the branch that `head` is to be merged into, and what merging gives.
 *
 * A branch that the target has not left behind is its own merge. Without a named base, a commit that is part of the main branch
 * already is previewed as it is and compared with its first parent.
 *
 * @throws {MergeConflict} {@link MergeNotPossible} where what merging gives is not known.
 */
export async function previewedRange(wanted: WantedRange, git: Repository): Promise<PreviewedRange> {
  const change = await git.resolve(wanted.head ?? "HEAD");
  const target = await targetOf(wanted.base, git);
  if (target === undefined) return { change, range: { base: await firstParent(change, git), head: change } };
  const { commit } = target;
  const meeting = await git.mergeBase(commit, change);
  const behind = await git.countBeyond(commit, change);
  const told = { ...target, behind };
  if (meeting === change && wanted.base === undefined)
    return {
      change,
      range: { base: await firstParent(change, git), head: change },
      target: { ...told, merged: false },
    };
  if (meeting === commit) return { change, range: { base: commit, head: change }, target: { ...told, merged: false } };
  const head = meeting === change ? commit : await git.merge(commit, change);
  return { change, range: { base: commit, head }, target: { ...told, merged: true } };
}

/** What the commit was merged onto. */
export async function firstParent(commit: CommitId, git: Repository): Promise<CommitId> {
  return (await git.commit(commit)).parents[0] ?? emptyTree;
}

async function targetOf(
  named: string | undefined,
  git: Repository,
): Promise<Pick<MergeTarget, "name" | "commit"> | undefined> {
  return named === undefined ? await mainLineOf(git) : { name: named, commit: await git.resolve(named) };
}

/** The branch that changes are merged into, as the clone knows it; `undefined` where it knows none. */
export async function mainLineOf(
  git: Pick<Repository, "resolve">,
): Promise<Pick<MergeTarget, "name" | "commit"> | undefined> {
  for (const name of mainLines) {
    try {
      return { name, commit: await git.resolve(name) };
    } catch {
      // Not every repository has each of these names; having none of them is handled by the caller.
    }
  }
  return undefined;
}
