import type { CommitId } from "../../git/index.ts";

/** A commit with what its signature proves. */
export interface SignedCommit {
  readonly id: CommitId;
  readonly parents: readonly CommitId[];
  /** Addresses of author and committer. Anybody can write them. */
  readonly author: string;
  readonly committer: string;
  /** Absent without a good signature of an allowed signer. */
  readonly signer?: string;
}

/**
 * Who made what no other person has approved by the time that `tip` is signed: addresses of authors and committers, and names of signers.
 *
 * The signature of a commit approves all of its history, unless its signer made some of that: then it approves nothing. Which parent
 * comes first means nothing, since a person who makes a merge chooses it. What is not among `commits` counts as approved.
 *
 * @param commits parents before their children
 */
export function unapprovedAuthors(commits: readonly SignedCommit[], tip: CommitId): readonly string[] {
  const history = new Map(commits.map((commit) => [commit.id, commit]));
  const approved = new Set<CommitId>();
  for (const commit of commits) {
    if (commit.id === tip) return [...new Set(makers(commit, history, approved))];
    const { signer } = commit;
    if (signer === undefined || isAmong(signer, makers(commit, history, approved))) continue;
    approved.add(commit.id);
    for (const { id } of below(commit, history, approved)) approved.add(id);
  }
  return [];
}

/** Who made what a commit brings. A merge brings what its parents have; another commit has an author, and its committer applied it. */
function* makers(
  commit: SignedCommit,
  history: ReadonlyMap<CommitId, SignedCommit>,
  approved: ReadonlySet<CommitId>,
): Generator<string> {
  if (commit.parents.length < 2) yield commit.author;
  for (const { author, committer, signer } of below(commit, history, approved)) {
    yield author;
    yield committer;
    if (signer !== undefined) yield signer;
  }
}

/** The history of a commit without itself, as far as it is not approved. */
function* below(
  commit: SignedCommit,
  history: ReadonlyMap<CommitId, SignedCommit>,
  approved: ReadonlySet<CommitId>,
): Generator<SignedCommit> {
  const seen = new Set<CommitId>();
  const left = [...commit.parents];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    const found = seen.has(id) || approved.has(id) ? undefined : history.get(id);
    if (!found) continue;
    seen.add(id);
    yield found;
    left.push(...found.parents);
  }
}

function isAmong(name: string, people: Iterable<string>): boolean {
  for (const each of people) if (each.toLowerCase() === name.toLowerCase()) return true;
  return false;
}
