import { MissingHistory, UnrelatedHistories } from "../errors.ts";

/** What the search has to know of a commit. `cutOff` when a shallow clone does not hold the parents. */
export interface HistoryNode {
  readonly parents: readonly string[];
  readonly committedAt: number;
  readonly cutOff: boolean;
}

const fromOne = 1;
const fromOther = 2;
const stale = 4;

interface Queued extends HistoryNode {
  readonly id: string;
}

/**
 * The best common ancestor of two commits: one that is no ancestor of another common ancestor.
 *
 * Walks from both sides at once, newest first, and reads no more of the history than lies between them, so that a long
 * history costs nothing. With several best ones (a criss-cross merge) the newest is taken.
 *
 * @throws {MissingHistory} when a cut-off history ends before one is found.
 * @throws {UnrelatedHistories}
 */
export async function mergeBaseOf(
  one: string,
  other: string,
  read: (id: string) => Promise<HistoryNode>,
): Promise<string> {
  if (one === other) return one;
  const { common, marks, cutOff } = await walk(one, other, read);
  const [best] = await withoutAncestors(
    common.filter((id) => !isStale(id, marks)),
    read,
  );
  if (best !== undefined) return best;
  if (cutOff)
    throw new MissingHistory({ commit: other, shallow: true, need: "The commit where the two histories meet" });
  throw new UnrelatedHistories({ one, other });
}

/**
 * How many ancestors of `one`, itself included, are none of `other`. Reads what {@link mergeBaseOf} does.
 *
 * It is 0 exactly when `one` is an ancestor of `other`, whichever dates commits have. Where dates do not rise from parents to children,
 * other numbers may be too large.
 */
export async function countBeyond(
  one: string,
  other: string,
  read: (id: string) => Promise<HistoryNode>,
): Promise<number> {
  if (one === other) return 0;
  const { marks } = await walk(one, other, read);
  if (isReached(one, marks)) return 0;
  return [...marks.values()].filter((mark) => mark === fromOne).length;
}

/** Those that no other one descends from. The walk may end before it sees that, where commits are older than their parents. */
async function withoutAncestors(
  commits: readonly string[],
  read: (id: string) => Promise<HistoryNode>,
): Promise<readonly string[]> {
  if (commits.length < 2) return commits;
  const isAncestor = async (one: string, other: string) => isReached(one, (await walk(one, other, read)).marks);
  const left: string[] = [];
  for (const id of commits) {
    const others = await Promise.all(commits.filter((other) => other !== id).map((other) => isAncestor(id, other)));
    if (!others.some(Boolean)) left.push(id);
  }
  return left;
}

/** Whether the walk came to its first commit from the other one, which it does exactly when that is a descendant. */
function isReached(one: string, marks: ReadonlyMap<string, number>): boolean {
  return ((marks.get(one) ?? 0) & fromOther) !== 0;
}

interface Walked {
  /** Ancestors of both, newest first. */
  readonly common: readonly string[];
  readonly marks: ReadonlyMap<string, number>;
  readonly cutOff: boolean;
}

async function walk(one: string, other: string, read: (id: string) => Promise<HistoryNode>): Promise<Walked> {
  const marks = new Map<string, number>();
  const queue: Queued[] = [];
  const common: string[] = [];
  let cutOff = false;

  const mark = async (id: string, added: number) => {
    const before = marks.get(id) ?? 0;
    if ((before | added) === before) return;
    marks.set(id, before | added);
    enqueue(queue, { id, ...(await read(id)) });
  };
  await mark(one, fromOne);
  await mark(other, fromOther);

  while (queue.some(({ id }) => !isStale(id, marks))) {
    const commit = queue.shift();
    if (!commit) break;
    let passedOn = marks.get(commit.id) ?? 0;
    if (passedOn === (fromOne | fromOther)) {
      if (!common.includes(commit.id)) common.push(commit.id);
      passedOn |= stale;
    }
    cutOff ||= commit.cutOff;
    for (const parent of commit.parents) await mark(parent, passedOn);
  }
  return { common, marks, cutOff };
}

/** Known to be an ancestor of a common ancestor, so no candidate and not worth following. */
function isStale(id: string, marks: ReadonlyMap<string, number>): boolean {
  return ((marks.get(id) ?? 0) & stale) !== 0;
}

/** Newest first; the queue holds a handful of commits, so it is kept sorted by insertion. */
function enqueue(queue: Queued[], commit: Queued): void {
  const at = queue.findIndex(({ committedAt }) => committedAt < commit.committedAt);
  if (at < 0) queue.push(commit);
  else queue.splice(at, 0, commit);
}
