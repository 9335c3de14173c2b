import type { CommitId } from "../../git/index.ts";
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

/**
 * Whether the merge of a pull request brought a commit besides its recorded one.
 *
 * A merge commit brings the pull request's own commits. A rebase brings new ones, whose author and message stay: going down
 * from the recorded commit, each has to be one of the pull request's, or it was on the branch before. A squash brings none.
 */
async function brought(client: GiteaClient, pull: MergedPull, id: CommitId): Promise<boolean> {
  const base = `repos/${client.repository}`;
  const own = await client.list(`${base}/pulls/${pull.number}/commits`, listOf(commitAnswer));
  const read = async (sha: string) => await client.read(`${base}/git/commits/${sha}`, commitAnswer);
  const merge = await read(pull.merge_commit_sha);
  const merged = merge.parents?.[1]?.sha;
  if (merged !== undefined && own.some(({ sha }) => sha === id)) return true;

  const left = [...own];
  for (let at = merged === undefined ? merge : await read(merged); ; ) {
    const same = left.findIndex((each) => isSameChange(each, at));
    if (same < 0) return false;
    if (at.sha === id) return true;
    left.splice(same, 1);
    const parent = at.parents?.[0]?.sha;
    if (parent === undefined || left.length === 0) return false;
    at = await read(parent);
  }
}

function isSameChange(one: GiteaCommit, other: GiteaCommit): boolean {
  if (one.sha === other.sha) return true;
  const [before, after] = [one.commit, other.commit];
  return (
    before.message.trim() === after.message.trim() &&
    before.author.name === after.author.name &&
    before.author.email === after.author.email &&
    // Some answers have the author's own offset, others UTC.
    Date.parse(before.author.date) === Date.parse(after.author.date)
  );
}
