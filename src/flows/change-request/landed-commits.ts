import type { Forge } from "../../forge/index.ts";
import { type CommitId, MissingObject, type Repository } from "../../git/index.ts";
import { ForgeLacksPort } from "../errors.ts";
import { firstParent, isWithin } from "../selection/index.ts";

export interface Push {
  /** Where the branch stood before. */
  readonly since: string;
  /** Where it stands now. */
  readonly head: string;
  readonly branch: string;
}

/**
 * What a push brought to a branch, to be brought up one after the other: the newest commit of each change request, oldest first. A commit
 * that no change request brought stands for itself.
 *
 * The head alone, where `since` is not in its history: a new branch, or one that was moved by force.
 *
 * @throws {MissingHistory} where the clone is too shallow to tell.
 */
export async function landedCommits(
  { since, head, branch }: Push,
  { name, changeRequests }: Forge,
  git: Repository,
): Promise<readonly CommitId[]> {
  if (!changeRequests) throw new ForgeLacksPort({ forge: name, port: "change requests" });
  const newest = await git.resolve(head);
  if (noCommit.test(since) || (isId.test(since) && (await isGone(since, git)))) return [newest];
  const before = await git.resolve(since);
  if (before === newest || !(await isWithin(before, newest, git))) return [newest];
  const found: CommitId[] = [];
  let last: string | undefined;
  for (let at = newest; !(await isWithin(at, before, git)); at = await firstParent(at, git)) {
    const numbers = (await changeRequests.mergedBy(at, branch)).map(({ number }) => number).join(" ");
    if (numbers === "" || numbers !== last) found.unshift(at);
    last = numbers;
  }
  return found;
}

const isId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Git's name for the commit before the first one of a new branch. */
const noCommit = /^(?:0{40}|0{64})$/;

/** Of a shallow clone that does not have it nothing is known: earlier merges would be left out without a word. */
async function isGone(commit: CommitId, git: Repository): Promise<boolean> {
  try {
    await git.commit(commit);
    return false;
  } catch (thrown) {
    if (thrown instanceof MissingObject) return true;
    throw thrown;
  }
}
