import type { CommitId } from "../../../git/index.ts";
import { isBroughtBy, type LandedCommit } from "../../brought-by.ts";
import { type CloudCommit, commit as commitAnswer, type Pull, pull as pullAnswer } from "./answers.ts";
import type { CloudClient } from "./client.ts";
import { mergeCommitOf } from "./pull-facts.ts";

/** Milliseconds by which the clock of a committer's machine may be ahead of Bitbucket's. */
const clockTolerance = 24 * 3_600_000;

/**
 * The merged pull requests that brought a commit to a branch.
 *
 * `commit/{hash}/pullrequests` is not asked: it is 404 until a person has had Bitbucket install its index, 202 while that is
 * made, and says of squashed commits nothing that is documented. The merged pull requests are listed instead, and each one's
 * recorded commit is compared; for every other commit they are walked through, the earliest merge first, since a commit can
 * only have been brought by the first one that has it.
 */
export async function pullsThatBrought(client: CloudClient, id: CommitId, branch: string): Promise<readonly Pull[]> {
  const asked = await client.find(`repositories/${client.repository}/commit/${id}`, commitAnswer);
  if (asked === undefined) return [];
  const candidates = await mergedSince(client, branch, Date.parse(asked.date) - clockTolerance);
  for (const each of candidates)
    if (id.startsWith(each.merge_commit?.hash ?? id) && (await mergeCommitOf(client, each)) === id) return [each];
  for (const each of candidates) if (await brought(client, each, id)) return [each];
  return [];
}

/** The oldest update first. */
async function mergedSince(client: CloudClient, branch: string, since: number): Promise<readonly Pull[]> {
  const found: Pull[] = [];
  const newestFirst = `repositories/${client.repository}/pullrequests?state=MERGED&sort=-updated_on&pagelen=50`;
  for await (const page of client.pages(newestFirst, pullAnswer)) {
    const isWanted = ({ state, destination, merge_commit: merge }: Pull) =>
      state === "MERGED" && destination.branch.name === branch && merge;
    found.push(...page.filter(isWanted));
    // Merging a pull request updates it, so those that follow were merged before the commit was made.
    if (page.some(({ updated_on: updated }) => Date.parse(updated) < since)) break;
  }
  return found
    .filter(({ updated_on: updated }) => Date.parse(updated) >= since)
    .toSorted((one, other) => Date.parse(one.updated_on) - Date.parse(other.updated_on));
}

async function brought(client: CloudClient, pull: Pull, id: CommitId): Promise<boolean> {
  const base = `repositories/${client.repository}`;
  const own = await client.listIfAny(`${base}/pullrequests/${pull.id}/commits?pagelen=100`, commitAnswer);
  const read = async (hash: string) => landed(await client.read(`${base}/commit/${hash}`, commitAnswer));
  return await isBroughtBy({ commit: await mergeCommitOf(client, pull), own: (own ?? []).map(landed), read }, id);
}

/** Whose date a commit's one date is, the author's or the committer's, is not documented: it is not compared. */
function landed({ hash: id, parents, message, author }: CloudCommit): LandedCommit {
  return { id, parents: parents.map(({ hash }) => hash), message, author: author.raw };
}
