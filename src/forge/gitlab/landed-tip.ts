import type { CommitId } from "../../git/index.ts";
import { isSameChange } from "../brought-by.ts";
import { ForgeUnavailable } from "../errors.ts";
import { commit as commitAnswer, type MergeRequest, mergeRequest as mergeRequestAnswer } from "./answers.ts";
import type { GitLabClient } from "./client.ts";
import { isWithin, landed, ownCommits } from "./landed-commits.ts";

/**
 * The newest commit of a merge that made neither a merge commit nor a squashed one.
 *
 * It is the head itself, unless a merge train had to put the commits on top of others. GitLab finds the merge request by that
 * commit, and does not name it in the merge request.
 *
 * @throws {ForgeUnavailable} when it is not on the branch any more
 */
export async function landedTip(client: GitLabClient, request: MergeRequest, head: CommitId): Promise<CommitId> {
  // Without the branch nothing tells, and a merge train is the exception.
  if ((await isWithin(client, head, request.target_branch)) !== false) return head;
  const base = request.diff_refs?.base_sha;
  const tip = base ? await rebasedTip(client, request, base) : undefined;
  if (tip !== undefined) return tip;
  throw new ForgeUnavailable({
    forge: client.forge,
    request: `the request for the commits of merge request ${request.iid}`,
    what: `none of them is on ${request.target_branch}, though it was merged`,
  });
}

/** The commit after `since` that a merge request's newest one became. */
export async function rebasedTip(
  client: GitLabClient,
  request: MergeRequest,
  since: CommitId,
): Promise<CommitId | undefined> {
  const { target_branch: branch, iid } = request;
  const [newest] = await ownCommits(client, request);
  const later = await client.maybeList(`commits of ${branch}`, commitAnswer, (page) =>
    client.commits.all(client.repository, { refName: `${since}..${branch}`, ...page }),
  );
  for (const each of later ?? []) {
    if (newest === undefined || !isSameChange(newest, landed(each))) continue;
    const named = await client.maybeList(`merge requests of ${each.id}`, mergeRequestAnswer, (page) =>
      client.commits.allMergeRequests(client.repository, each.id, page),
    );
    if (named?.some((found) => found.iid === iid)) return each.id;
  }
  return undefined;
}
