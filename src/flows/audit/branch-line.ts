import pLimit from "p-limit";
import {
  type AuditScope,
  type BroughtTo,
  type ChangedEnvironment,
  type CommitNotInClone,
  isBroughtTo,
  isWithinPeriod,
} from "../../change/index.ts";
import { type Commit, type CommitId, emptyTree, type Repository } from "../../git/index.ts";
import type { RunRecord } from "../../history/index.ts";
import { clauseOf } from "../../lib/index.ts";
import type { FlowPorts } from "../ports.ts";
import { BranchWalk } from "../queue/index.ts";
import { affectedEnvironments, everywhere, onBranch } from "../selection/index.ts";

/** Commits that are looked at at the same time. */
const atOnce = 4;

/** The commits of a branch along first parents, newest first. */
export async function lineOf(tip: CommitId, git: Repository): Promise<readonly Commit[]> {
  const line: Commit[] = [];
  for (let at = tip; at !== emptyTree; ) {
    const commit = await git.commit(at);
    line.push(commit);
    at = commit.parents[0] ?? emptyTree;
  }
  return line;
}

/** By the commit of each run, how many commits of the branch are newer. */
export async function placesOf(
  runs: readonly Pick<RunRecord, "commit">[],
  line: readonly Commit[],
  git: Repository,
): Promise<ReadonlyMap<CommitId, number>> {
  const ids = line.map(({ id }) => id);
  const walk = new BranchWalk(ids, undefined, git);
  const places = new Map<CommitId, number>();
  for (const { commit } of runs) if (!places.has(commit)) places.set(commit, await walk.newerThan(commit));
  return places;
}

/** The commits with these ids. One that the clone does not have is named with the reason. */
export async function commitsOf(
  ids: readonly CommitId[],
  line: readonly Commit[],
  git: Repository,
): Promise<ReadonlyMap<CommitId, Commit | CommitNotInClone>> {
  const known = new Map(line.map((commit) => [commit.id, commit]));
  const limit = pLimit(atOnce);
  const found = [...new Set(ids)].map((id) =>
    limit(async (): Promise<readonly [CommitId, Commit | CommitNotInClone]> => {
      try {
        return [id, known.get(id) ?? (await git.commit(id))];
      } catch (thrown) {
        return [id, { id, problem: clauseOf(thrown) }];
      }
    }),
  );
  return new Map(await Promise.all(found));
}

export interface LineToCompare {
  /** Newest first. */
  readonly line: readonly Commit[];
  /** Environments that the newest commit declares, and those on record that it does not. */
  readonly standing: readonly ChangedEnvironment[];
  readonly reached: BroughtTo;
  readonly scope: AuditScope;
  /** Absent where the clone does not name it. */
  readonly branch: string | undefined;
}

/** Which environments each commit of the branch changes, of those commits that may wait for a run. */
export async function changesOf(
  { line, standing, reached, scope, branch }: LineToCompare,
  given: Pick<FlowPorts, "git" | "programs">,
): Promise<ReadonlyMap<CommitId, readonly ChangedEnvironment[]>> {
  const ports = branch === undefined ? { ...given, reach: everywhere } : onBranch(branch, given);
  const limit = pLimit(atOnce);
  const compared = line.flatMap(({ id, parents, committedAt }, place) => {
    // Comparing two trees takes long, and of a branch that is brought up nearly all commits are behind every environment.
    if (standing.every((each) => isBroughtTo(each, place, reached))) return [];
    if (!isWithinPeriod(committedAt.getTime(), scope)) return [];
    return [
      limit(async (): Promise<readonly [CommitId, readonly ChangedEnvironment[]]> => {
        const { environments } = await affectedEnvironments({ base: parents[0] ?? emptyTree, head: id }, ports);
        return [id, environments.map(({ name, folder }) => ({ name, isRemoved: folder === "removed" }))];
      }),
    ];
  });
  return new Map(await Promise.all(compared));
}
