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
  const marks = new Map<string, number>();
  const queue: Queued[] = [];
  const candidates: string[] = [];
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
      if (!candidates.includes(commit.id)) candidates.push(commit.id);
      passedOn |= stale;
    }
    cutOff ||= commit.cutOff;
    for (const parent of commit.parents) await mark(parent, passedOn);
  }
  const best = candidates.find((id) => !isStale(id, marks));
  if (best) return best;
  if (cutOff)
    throw new MissingHistory({ commit: other, shallow: true, need: "The commit where the two histories meet" });
  throw new UnrelatedHistories({ one, other });
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
