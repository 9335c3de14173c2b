import type { ChangePlace } from "../../change/index.ts";
import type { Branches, Forge } from "../../forge/index.ts";
import type { CommitId, CommitWriter, Repository } from "../../git/index.ts";
import type { GroundworkError } from "../../lib/index.ts";
import { isWithin } from "../selection/index.ts";

/** A change that Groundwork has made as a commit, and that is on no branch yet. */
export interface MadeChange {
  readonly title: string;
  /** Name of its own branch. */
  readonly head: string;
  readonly commit: CommitId;
  /** The branch that it is to be merged into, and its newest commit. */
  readonly base: string;
  readonly tip: CommitId;
  readonly body: () => string;
  /**
   * What is thrown where its branch holds something else.
   *
   * @param where for people: of this clone, or of the forge
   */
  readonly refusal: (standing: CommitId | undefined, where: string) => GroundworkError;
}

/** Where a change is, and its commit there: that of another person where it has the same files on the same commit. */
export interface PlacedChange {
  readonly place: ChangePlace;
  readonly commit: CommitId;
}

/**
 * Puts a change where people find it: on a branch of the forge with a change request, or on a local branch where there is no such forge.
 * Doing it again finds what is there, and takes no approval from it.
 *
 * @throws the refusal of the change
 */
export async function placeChange(
  made: MadeChange,
  { git, commits }: { readonly git: Repository; readonly commits: CommitWriter },
  forge: Forge | undefined,
): Promise<PlacedChange> {
  const { head, title, base } = made;
  if (!forge?.branches) return { place: { kind: "local" }, commit: await makeBranch(made, git, commits) };
  const commit = await push(made, forge.branches, git);
  if (!forge.proposals) return { place: { kind: "pushed" }, commit };
  const { number, url } = await forge.proposals.ensureOpen({ title, body: made.body(), head, base });
  return { place: { kind: "opened", changeRequest: { number, url } }, commit };
}

async function makeBranch(made: MadeChange, git: Repository, commits: CommitWriter): Promise<CommitId> {
  const { head, commit } = made;
  if (await commits.createBranch(head, commit)) return commit;
  const standing = await git.resolve(head);
  if (await isSame(standing, made, git)) return standing;
  throw made.refusal(standing, "of this clone");
}

/** @returns the commit that the branch is at */
async function push(made: MadeChange, branches: Branches, git: Repository): Promise<CommitId> {
  const { head, commit } = made;
  const reference = `refs/heads/${head}`;
  if (await branches.compareAndSwap(reference, undefined, commit)) return commit;
  const standing = await branchOnForge(branches, head);
  if (standing !== undefined && (await isSame(standing, made, git))) return standing;
  const isOfEarlierTip = standing !== undefined && (await isOwnCommit(standing, made, git));
  if (isOfEarlierTip && (await branches.compareAndSwap(reference, standing, commit))) return commit;
  throw made.refusal(standing, "of the forge");
}

/** The commit of a branch, in the clone where the forge's port can bring it there. */
export async function branchOnForge(branches: Branches, name: string): Promise<CommitId | undefined> {
  const reference = `refs/heads/${name}`;
  return branches.fetch ? await branches.fetch(reference) : await branches.read(reference);
}

/** Whether a commit changes the same, on the same commit, also where another person made it. */
async function isSame(standing: CommitId, { commit, tip }: MadeChange, git: Repository): Promise<boolean> {
  if (standing === commit) return true;
  const { parents, tree } = await git.commit(standing);
  return parents.length === 1 && parents[0] === tip && tree === (await git.commit(commit)).tree;
}

/**
 * Whether a commit is the same change from this or an earlier commit of the branch, as Groundwork made it: it has the time of its parent then, and
 * one that a person has amended has not.
 */
export async function isOwnCommit(
  standing: CommitId,
  { title, tip }: Pick<MadeChange, "title" | "tip">,
  git: Repository,
): Promise<boolean> {
  const { message, parents, committedAt } = await git.commit(standing);
  const [parent, ...others] = parents;
  if (parent === undefined || others.length > 0 || message.split("\n")[0] !== title) return false;
  if (committedAt.getTime() !== (await git.commit(parent)).committedAt.getTime()) return false;
  return await isWithin(parent, tip, git);
}
