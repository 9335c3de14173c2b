import type { CommitId } from "../../../git/index.ts";
import { isBroughtBy, type LandedCommit } from "../../brought-by.ts";
import { commit as commitAnswer, type DataCenterCommit, type Pull, pull as pullAnswer } from "./answers.ts";
import type { DataCenterClient } from "./client.ts";
import { mergeCommitOf } from "./pull-facts.ts";

/** Milliseconds by which the clock of a committer's machine may be ahead of the server's. */
const clockTolerance = 24 * 3_600_000;

/**
 * The merged pull requests that brought a commit to a branch.
 *
 * The pull requests of a commit, which the server lists too, are those that contain it, open ones included, and what is listed
 * for a squashed one is not documented. So those that were merged since are walked through, the earliest merge first: a commit
 * can only have been brought by the first one that has it.
 */
export async function pullsThatBrought(
  client: DataCenterClient,
  id: CommitId,
  branch: string,
): Promise<readonly Pull[]> {
  const asked = await client.find(`${client.base}/commits/${id}`, commitAnswer);
  if (asked === undefined) return [];
  for (const each of await mergedSince(client, branch, asked.committerTimestamp - clockTolerance))
    if (await brought(client, each, id)) return [each];
  return [];
}

async function mergedSince(client: DataCenterClient, branch: string, since: number): Promise<readonly Pull[]> {
  const found: Pull[] = [];
  const target = `refs/heads/${branch}`;
  const newestFirst = `${client.base}/pull-requests?state=MERGED&order=NEWEST&at=${encodeURIComponent(target)}`;
  for await (const page of client.pages(newestFirst, pullAnswer)) {
    found.push(...page.filter(({ state, toRef }) => state === "MERGED" && toRef.id === target));
    // By which time the list is ordered is not documented; a whole page that was not touched since has nothing behind it.
    if (page.every(({ updatedDate }) => updatedDate < since)) break;
  }
  const closed = (pull: Pull) => pull.closedDate ?? pull.updatedDate;
  return found.filter((each) => closed(each) >= since).toSorted((one, other) => closed(one) - closed(other));
}

async function brought(client: DataCenterClient, pull: Pull, id: CommitId): Promise<boolean> {
  const commit = await mergeCommitOf(client, pull);
  if (commit === undefined) return false;
  const own = await client.list(`${client.base}/pull-requests/${pull.id}/commits`, commitAnswer);
  const read = async (sha: string) => landed(await client.read(`${client.base}/commits/${sha}`, commitAnswer));
  return await isBroughtBy({ commit, own: own.map(landed), read }, id);
}

function landed({ id, parents, message, author, authorTimestamp }: DataCenterCommit): LandedCommit {
  const by = `${author.name} <${author.emailAddress ?? ""}> ${authorTimestamp}`;
  return { id, parents: parents.map((each) => each.id), message, author: by };
}
