import type { CommitId, CommitTree } from "../../git/index.ts";
import { type History, type HistoryRecord, type LastRun, mayStand } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { environmentDependencies } from "./affected/index.ts";

/**
 * For each environment those that it depends on, as `tree` declares it and as it was last brought up.
 *
 * An environment that dropped a peer and was not brought up since still stands with the old peering, and so does one whose
 * folder has left Git. After an `up` that failed, both what it was to become and what it was before may stand.
 */
export async function standingDependencies(
  tree: CommitTree,
  runs: ReadonlyMap<string, LastRun>,
  { git, history }: Pick<FlowPorts, "git" | "history">,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, Set<string>>();
  const add = (name: string, uses: Iterable<string>) => {
    const known = found.get(name) ?? new Set();
    for (const other of uses) known.add(other);
    found.set(name, known);
  };
  for (const [name, uses] of await environmentDependencies(tree, runs.keys())) add(name, uses);

  const byCommit = new Map<CommitId, ReadonlyMap<string, ReadonlySet<string>>>();
  for (const [name, commits] of await commitsThatMayStand(runs, history))
    for (const commit of commits) {
      // What a commit declared that this clone does not have cannot be known; the cloud refuses what is still in use.
      const then = byCommit.get(commit) ?? (await git.treeOf(commit).then(dependenciesIn(runs), () => new Map()));
      byCommit.set(commit, then);
      add(name, then.get(name) ?? []);
    }
  return found;
}

function dependenciesIn(runs: ReadonlyMap<string, LastRun>) {
  return (tree: CommitTree) => environmentDependencies(tree, runs.keys());
}

/** For each environment that stands, the commits of its runs back to the last one that succeeded. */
async function commitsThatMayStand(
  runs: ReadonlyMap<string, LastRun>,
  history: History,
): Promise<ReadonlyMap<string, ReadonlySet<CommitId>>> {
  const { records } = await history.list();
  const standing = [...runs].filter(([, run]) => mayStand(run));
  return new Map(standing.map(([name]) => [name, new Set(commitsBackToSuccess(name, records))]));
}

function commitsBackToSuccess(name: string, newestFirst: readonly HistoryRecord[]): readonly CommitId[] {
  const commits: CommitId[] = [];
  for (const record of newestFirst) {
    if (record.kind !== "up" && record.kind !== "destroy") continue;
    const run = record.environments.find(({ environment }) => environment === name);
    if (!run || run.result === "not-started" || run.result === "refused") continue;
    if (record.kind === "destroy" && run.result === "succeeded") break;
    commits.push(record.commit);
    if (record.kind === "up" && run.result === "succeeded") break;
  }
  return commits;
}
