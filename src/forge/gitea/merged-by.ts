import type { CommitId } from "../../git/index.ts";
import { isBroughtBy, type LandedCommit } from "../brought-by.ts";
import { commit as commitAnswer, type GiteaCommit, listOf, type Pull, pull as pullAnswer } from "./answers.ts";
import type { GiteaClient } from "./client.ts";

/** Milliseconds by which the clock of a committer's machine may be ahead of the forge's. */
const clockTolerance = 24 * 3_600_000;

/**
 * The merged pull requests that brought a commit to a branch.
 *
 * Gitea records one commit of each merge and knows of no other: the merge commit, the squashed one, or the last one of a
 * rebase or a fast-forward. For every other commit the pull requests that were merged since are looked through, the earliest
 * merge first: a commit can only have been brought by the first one that has it.
 */
export async function pullsThatBrought(client: GiteaClient, id: CommitId, branch: string): Promise<readonly Pull[]> {
  const base = `repos/${client.repository}`;
  const recorded = await client.find(`${base}/commits/${id}/pull`, pullAnswer);
  if (recorded && isMergedInto(recorded, branch)) return [recorded];
  const asked = await client.find(`${base}/git/commits/${id}`, commitAnswer);
  if (asked === undefined) return [];

  const since = Date.parse(asked.commit.committer.date) - clockTolerance;
  for (const candidate of await mergedSince(client, branch, since))
    if (await brought(client, candidate, id)) return [candidate];
  return [];
}

type MergedPull = Pull & { readonly merge_commit_sha: string; readonly merged_at: string };

function isMergedInto(pull: Pull, branch: string): pull is MergedPull {
  return pull.merged && pull.base.ref === branch && pull.merge_commit_sha !== null && pull.merged_at !== null;
}

async function mergedSince(client: GiteaClient, branch: string, since: number): Promise<readonly MergedPull[]> {
  const found: MergedPull[] = [];
  const newestFirst = `repos/${client.repository}/pulls?state=closed&sort=recentupdate`;
  for await (const page of client.pages(newestFirst, listOf(pullAnswer))) {
    found.push(
      ...page.filter((each) => isMergedInto(each, branch)).filter((each) => Date.parse(each.merged_at) >= since),
    );
    // Merging a pull request updates it, so those that follow were merged before the commit was made.
    if (page.some(({ updated_at: updated }) => Date.parse(updated) < since)) break;
  }
  return found.toSorted((one, other) => Date.parse(one.merged_at) - Date.parse(other.merged_at));
}

async function brought(client: GiteaClient, pull: MergedPull, id: CommitId): Promise<boolean> {
  const base = `repos/${client.repository}`;
  const own = await client.list(`${base}/pulls/${pull.number}/commits`, listOf(commitAnswer));
  const read = async (sha: string) => landed(await client.read(`${base}/git/commits/${sha}`, commitAnswer));
  return await isBroughtBy({ commit: pull.merge_commit_sha, own: own.map(landed), read }, id);
}

function landed({ sha: id, parents, commit: { message, author } }: GiteaCommit): LandedCommit {
  // Some answers have the author's own offset, others UTC.
  const by = `${author.name} <${author.email}> ${Date.parse(author.date)}`;
  return { id, parents: (parents ?? []).map(({ sha }) => sha), message, author: by };
}
