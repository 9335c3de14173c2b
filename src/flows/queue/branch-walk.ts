import { type CommitId, emptyTree, type Repository } from "../../git/index.ts";
import { firstParent, hasCommit, isWithin } from "../selection/index.ts";

/** Steps after which commits that are none of the branch itself are looked for in its history. */
const stepsBetweenLooks = 16;

/** Where a walk back along a branch ends. */
export interface WalkEnds {
  /** It goes on until these are behind it. */
  readonly always: readonly CommitId[];
  /** And these, unless it comes to a commit at which others take their place. */
  readonly unlessMarked: readonly CommitId[];
  /** The commits that take their place at a mark; `undefined` at a commit without one. Asked until it has answered once. */
  readonly markedAt: (at: CommitId) => readonly CommitId[] | undefined;
  /** Commits that are walked at most. */
  readonly most: number;
}

/** A branch from its newest commit back along first parents. */
export class BranchWalk {
  /** The newest first. */
  readonly commits: readonly CommitId[];
  /** The first commit with a mark. */
  readonly marked: CommitId | undefined;
  readonly #index: ReadonlyMap<CommitId, number>;
  readonly #places = new Map<CommitId, number>();
  readonly #git: Repository;

  constructor(commits: readonly CommitId[], marked: CommitId | undefined, git: Repository) {
    this.commits = commits;
    this.marked = marked;
    this.#index = new Map(commits.map((commit, index) => [commit, index]));
    this.#git = git;
  }

  /** How many commits came after this one, where it is one of those that were walked. */
  placeOf(commit: CommitId): number | undefined {
    return this.#index.get(commit);
  }

  /**
   * How many of the newest commits are not within `commit`: those that came after it. All of them, where the clone does not have it, or the
   * branch has nothing of it.
   */
  async newerThan(commit: CommitId): Promise<number> {
    const known = this.#index.get(commit) ?? this.#places.get(commit);
    if (known !== undefined) return known;
    const place = (await hasCommit(commit, this.#git)) ? await this.#search(commit) : this.commits.length;
    this.#places.set(commit, place);
    return place;
  }

  /** What is within a commit has everything older within it as well. */
  async #search(commit: CommitId): Promise<number> {
    let [low, high] = [0, this.commits.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (await isWithin(this.commits[middle] ?? emptyTree, commit, this.#git)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/**
 * Walks a branch back until all ends are behind, to its beginning, or as far as is looked at most. Without an end that the clone has it
 * walks one commit.
 *
 * @throws {MissingHistory} in a clone that is too shallow
 */
export async function walkBack(
  tip: CommitId,
  { always, unlessMarked, markedAt, most }: WalkEnds,
  git: Repository,
): Promise<BranchWalk> {
  const commits: CommitId[] = [];
  // A commit that the clone does not have bounds nothing: the branch was rewritten, or it never was of this branch.
  const lasting = await knownOf(always, git);
  const replaced = await knownOf(unlessMarked, git);
  let marked: CommitId | undefined;
  let isBounded = lasting.size + replaced.size > 0;
  const isOpen = () => lasting.size + replaced.size > 0 || (!isBounded && commits.length === 0);
  for (let at = tip; at !== emptyTree && commits.length < most; at = await firstParent(at, git)) {
    const ends = marked === undefined ? markedAt(at) : undefined;
    if (ends) {
      marked = at;
      isBounded = true;
      replaced.clear();
      for (const end of await knownOf(ends, git)) lasting.add(end);
    }
    for (const remaining of [lasting, replaced]) {
      remaining.delete(at);
      if (commits.length % stepsBetweenLooks > 0) continue;
      for (const end of remaining) if (await isWithin(at, end, git)) remaining.delete(end);
    }
    if (!isOpen()) break;
    commits.push(at);
  }
  return new BranchWalk(commits, marked, git);
}

async function knownOf(commits: readonly CommitId[], git: Repository): Promise<Set<CommitId>> {
  const known = new Set<CommitId>();
  for (const each of new Set(commits)) if (await hasCommit(each, git)) known.add(each);
  return known;
}
