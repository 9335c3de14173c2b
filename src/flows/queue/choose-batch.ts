import type { LeftWaiting } from "../../change/index.ts";
import type { WaitingEnvironment } from "./read-queue.ts";

/** A merge of the queue, as far as choosing asks for it. */
export interface ChoosableMerge {
  readonly commit: string;
  readonly isApproved: boolean;
}

/** What is waited for, oldest first, and by which environments. */
export interface Choice {
  readonly merges: readonly ChoosableMerge[];
  /** Those whose leases are held. `commits` and `due` of each are commits of {@link merges}. */
  readonly waiting: readonly WaitingEnvironment[];
  /** By environment, those of the others that it depends on, directly or not, and that wait as well. */
  readonly behind: ReadonlyMap<string, readonly string[]>;
  /** The newest commit of the branch. */
  readonly tip: string;
}

/** Environments that are brought up together. */
export interface Batch {
  /** The commit that they are brought up to. */
  readonly commit: string;
  /** Sorted, never empty. */
  readonly names: readonly string[];
}

export interface Chosen {
  /** Absent: nothing can be brought up. */
  readonly batch?: Batch;
  readonly left: readonly LeftWaiting[];
}

/**
 * Chooses the next run of a queue: the environments that can come to one commit, which is the newest of the branch wherever every merge
 * that they wait for was approved.
 *
 * A merge that was not approved keeps nothing before it from being brought up, and nothing of environments that it does not touch. An
 * environment that waits for it goes on only with later merges that were approved: whether these showed all that happens then is for the
 * run to compare. The oldest commit is chosen first.
 */
export function chooseBatch({ merges, waiting, behind, tip }: Choice): Chosen {
  const order = new Map(merges.map(({ commit }, index) => [commit, index]));
  const approved = new Set(merges.filter(({ isApproved }) => isApproved).map(({ commit }) => commit));
  const targets = new Map<string, string>();
  const left: LeftWaiting[] = [];
  for (const each of waiting) {
    if (each.due.length === 0) continue;
    const target = targetOf(each, approved, tip);
    if ("commit" in target) targets.set(each.name, target.commit);
    else left.push({ kind: "not-approved", name: each.name, merge: target.notApproved });
  }
  const place = (commit: string) => (commit === tip ? merges.length : (order.get(commit) ?? -1));
  // Upstreams that come to an earlier commit, or do not come at all, keep back what depends on them.
  for (let changed = true; changed; ) {
    changed = false;
    for (const [name, commit] of targets) {
      const upstream = behind.get(name)?.find((other) => {
        const theirs = targets.get(other);
        return theirs === undefined || place(theirs) > place(commit);
      });
      if (upstream === undefined) continue;
      targets.delete(name);
      left.push({ kind: "behind", name, upstream });
      changed = true;
    }
  }
  const oldest = [...new Set(targets.values())].toSorted((one, other) => place(one) - place(other))[0];
  if (oldest === undefined) return { left };
  const names = [...targets].flatMap(([name, commit]) => (commit === oldest ? [name] : [])).toSorted();
  return { batch: { commit: oldest, names }, left };
}

function targetOf(
  { commits, due }: WaitingEnvironment,
  approved: ReadonlySet<string>,
  tip: string,
): { readonly commit: string } | { readonly notApproved: string } {
  const firstBad = commits.findIndex((commit) => !approved.has(commit));
  const bad = commits[firstBad];
  if (bad === undefined) return { commit: tip };
  const before = commits.slice(0, firstBad);
  const last = before.at(-1);
  if (last !== undefined && before.some((commit) => due.includes(commit))) return { commit: last };
  const lastGood = commits.findLastIndex((commit) => approved.has(commit));
  const good = commits[lastGood];
  if (good === undefined || lastGood < firstBad) return { notApproved: bad };
  return { commit: lastGood === commits.length - 1 ? tip : good };
}
