import type { CommitId } from "../../../git/index.ts";
import { isBroughtBy, type LandedCommit } from "../../brought-by.ts";
import { type CloudCommit, commit as commitAnswer, type Pull, pull as pullAnswer } from "./answers.ts";
import type { CloudClient } from "./client.ts";
import { mergeCommitOf, mergedAt } from "./pull-facts.ts";

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
    if (id.startsWith(each.merge_commit.hash) && (await mergeCommitOf(client, each)) === id) return [each];
  // A later remark updates a pull request, too, so the log has to say in which order they were merged.
  const dated = candidates.map(async (pull) => ({ pull, at: Date.parse(await mergedAt(client, pull)) }));
  for (const { pull } of (await Promise.all(dated)).toSorted((one, other) => one.at - other.at))
    if (await brought(client, pull, id)) return [pull];
  return [];
}

type MergedPull = Pull & { readonly merge_commit: NonNullable<Pull["merge_commit"]> };

/** Those that were merged into the branch, and touched since. */
async function mergedSince(client: CloudClient, branch: string, since: number): Promise<readonly MergedPull[]> {
  const found: MergedPull[] = [];
  const newestFirst = `repositories/${client.repository}/pullrequests?state=MERGED&sort=-updated_on&pagelen=50`;
  for await (const page of client.pages(newestFirst, pullAnswer)) {
    const isWanted = (pull: Pull): pull is MergedPull =>
      pull.state === "MERGED" && pull.destination.branch.name === branch && Boolean(pull.merge_commit);
    found.push(...page.filter(isWanted));
    // Merging a pull request updates it, so those that follow were merged before the commit was made.
    if (page.some(({ updated_on: updated }) => Date.parse(updated) < since)) break;
  }
  return found.filter(({ updated_on: updated }) => Date.parse(updated) >= since);
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
