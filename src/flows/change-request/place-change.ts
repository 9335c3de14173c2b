import type { RollbackPlace } from "../../change/index.ts";
import type { Branches, Forge } from "../../forge/index.ts";
import type { CommitId, CommitWriter, Repository } from "../../git/index.ts";
import type { GroundworkError } from "../../lib/index.ts";
import { isWithin } from "../selection/index.ts";
import { RollbackBranchTaken } from "./errors.ts";

/** A rollback that was made as a commit and is on no branch yet. */
export interface MadeRollback {
  readonly title: string;
  /** Name of its own branch. */
  readonly head: string;
  readonly commit: CommitId;
  /** The branch that it is to be merged into, and its newest commit. */
  readonly base: string;
  readonly tip: CommitId;
  readonly body: () => string;
  /** What is thrown where its branch holds something else. @default {@link RollbackBranchTaken} */
  readonly refusal?: (standing: CommitId | undefined) => GroundworkError;
}

/** Where a rollback is, and its commit there: that of another person where it has the same files on the same commit. */
export interface PlacedRollback {
  readonly place: RollbackPlace;
  readonly commit: CommitId;
}

/**
 * Puts a rollback where people find it: on a branch of the forge with a change request, or on a local branch where there is no such forge.
 * Doing it again finds what is there, and takes no approval from it.
 *
 * @throws {RollbackBranchTaken}
 */
export async function placeRollback(
  made: MadeRollback,
  { git, commits }: { readonly git: Repository; readonly commits: CommitWriter },
  forge: Forge | undefined,
): Promise<PlacedRollback> {
  const { head, title, base } = made;
  if (!forge?.branches) return { place: { kind: "local" }, commit: await makeBranch(made, git, commits) };
  const commit = await push(made, forge.branches, git);
  if (!forge.changeRequests) return { place: { kind: "pushed" }, commit };
  const { number, url } = await forge.changeRequests.ensureOpen({ title, body: made.body(), head, base });
  return { place: { kind: "opened", changeRequest: { number, url } }, commit };
}

async function makeBranch(made: MadeRollback, git: Repository, commits: CommitWriter): Promise<CommitId> {
  const { head, commit } = made;
  if (await commits.createBranch(head, commit)) return commit;
  const standing = await git.resolve(head);
  if (await isSame(standing, made, git)) return standing;
  throw made.refusal?.(standing) ?? new RollbackBranchTaken({ branch: head, commit: standing, where: "of this clone" });
}

/** @returns the commit that the branch is at */
async function push(made: MadeRollback, branches: Branches, git: Repository): Promise<CommitId> {
  const { head, commit } = made;
  const reference = `refs/heads/${head}`;
  if (await branches.compareAndSwap(reference, undefined, commit)) return commit;
  const standing = await fetched(branches, reference);
  if (standing !== undefined && (await isSame(standing, made, git))) return standing;
  const isOfEarlierTip = standing !== undefined && (await isOurs(standing, made, git));
  if (isOfEarlierTip && (await branches.compareAndSwap(reference, standing, commit))) return commit;
  throw made.refusal?.(standing) ?? new RollbackBranchTaken({ branch: head, commit: standing, where: "of the forge" });
}

/** The commit of a reference, in the clone where the forge's port can bring it there. */
async function fetched(branches: Branches, reference: string): Promise<CommitId | undefined> {
  return branches.fetch ? await branches.fetch(reference) : await branches.read(reference);
}

/** Whether a commit changes the same, on the same commit, also where another person made it. */
async function isSame(standing: CommitId, { commit, tip }: MadeRollback, git: Repository): Promise<boolean> {
  if (standing === commit) return true;
  const { parents, tree } = await git.commit(standing);
  return parents.length === 1 && parents[0] === tip && tree === (await git.commit(commit)).tree;
}

/**
 * Whether a commit is the same rollback from an earlier commit of the branch, as Groundwork made it: it has the time of its parent then, and
 * one that a person has amended has not.
 */
async function isOurs(standing: CommitId, { title, tip }: MadeRollback, git: Repository): Promise<boolean> {
  const { message, parents, committedAt } = await git.commit(standing);
  const [parent, ...others] = parents;
  if (parent === undefined || others.length > 0 || message.split("\n")[0] !== title) return false;
  if (committedAt.getTime() !== (await git.commit(parent)).committedAt.getTime()) return false;
  return await isWithin(parent, tip, git);
}
