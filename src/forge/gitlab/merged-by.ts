import type { CommitId } from "../../git/index.ts";
import { isBroughtBy } from "../brought-by.ts";
import { commit as commitAnswer, type MergeRequest, mergeRequest as mergeRequestAnswer } from "./answers.ts";
import type { GitLabClient } from "./client.ts";
import { isWithin, landed, ownCommits } from "./landed-commits.ts";
import { rebasedTip } from "./landed-tip.ts";

/** Milliseconds by which the clock of a committer's machine may be ahead of the forge's. */
const clockTolerance = 24 * 3_600_000;

/**
 * The merged merge requests that brought a commit to a branch.
 *
 * GitLab names those whose last version has the commit and those whose merge made it, of every state and any branch. It knows
 * nothing of the commits below the newest one that a merge train has put on top of others: for these, what was merged since the
 * commit was made is looked through.
 */
export async function requestsThatBrought(
  client: GitLabClient,
  id: CommitId,
  branch: string,
): Promise<readonly MergeRequest[]> {
  const named = await client.maybeList(`merge requests of ${id}`, mergeRequestAnswer, (page) =>
    client.commits.allMergeRequests(client.repository, id, page),
  );
  const merged = byTime((named ?? []).filter((each) => isMergedInto(each, branch)));
  const recorded = merged.filter((each) => each.merge_commit_sha === id || each.squash_commit_sha === id);
  if (recorded.length > 0) return recorded;
  if (named === undefined || !(await isWithin(client, id, branch))) return [];

  // The commits of one that was squashed came to the branch otherwise. A commit can only have been brought by the first merge.
  const [first] = merged.filter(({ squash_commit_sha: squash }) => !squash);
  return first ? [first] : await rebasedWith(client, id, branch);
}

function isMergedInto({ state, target_branch: target, merged_at: at }: MergeRequest, branch: string): boolean {
  return state === "merged" && target === branch && at !== null;
}

function byTime(requests: readonly MergeRequest[]): readonly MergeRequest[] {
  return requests.toSorted((one, other) => Date.parse(one.merged_at ?? "") - Date.parse(other.merged_at ?? ""));
}

/** The merge request of which a commit is one, put on top of others, that has later ones. */
async function rebasedWith(client: GitLabClient, id: CommitId, branch: string): Promise<readonly MergeRequest[]> {
  const { commits, repository } = client;
  const read = async (sha: CommitId) => await client.one(`commit ${sha}`, commitAnswer, commits.show(repository, sha));
  const asked = await read(id);
  const since = new Date(Date.parse(asked.committed_date) - clockTolerance).toISOString();
  const candidates = await client.list("merge requests that were merged", mergeRequestAnswer, (page) =>
    client.mergeRequests.all({
      projectId: repository,
      state: "merged",
      targetBranch: branch,
      scope: "all",
      updatedAfter: since,
      ...page,
    }),
  );
  const isTrain = (each: MergeRequest) => !each.merge_commit_sha && !each.squash_commit_sha;
  for (const candidate of byTime(candidates.filter((each) => isMergedInto(each, branch) && isTrain(each)))) {
    const own = await ownCommits(client, candidate);
    if (!own.some((each) => each.message.trim() === asked.message.trim())) continue;
    const commit = await rebasedTip(client, candidate, id);
    if (commit === undefined) continue;
    if (await isBroughtBy({ commit, own, read: async (sha) => landed(await read(sha)) }, id)) return [candidate];
  }
  return [];
}
