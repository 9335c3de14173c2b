import type * as z from "zod";
import type { CommitId } from "../../git/index.ts";
import { isBroughtBy, type LandedCommit } from "../brought-by.ts";
import type { GithubClient } from "./client.ts";
import { readCommits } from "./pull-commits.ts";
import {
  commitsBelow,
  commitsBelowAnswer,
  type GithubCommit,
  type Pull,
  pullsOfCommit,
  pullsOfCommitAnswer,
} from "./queries.ts";

/**
 * The merged pull requests that brought a commit to a branch.
 *
 * GitHub gives all that have to do with a commit, open ones and those of other branches among them. One commit of each merge is
 * recorded: the merge commit, the squashed one, or the last one of a rebase or a fast-forward.
 */
export async function pullsThatBrought(client: GithubClient, id: CommitId, branch: string): Promise<readonly Pull[]> {
  const merged = (await associated(client, id)).filter((each) => isMergedInto(each, branch));
  const recorded = merged.filter(({ mergeCommit }) => mergeCommit.oid === id);
  if (recorded.length > 0) return recorded;
  // A commit can only have been brought by the first merge that has it.
  const earliestFirst = merged.toSorted((one, other) => Date.parse(one.mergedAt) - Date.parse(other.mergedAt));
  for (const candidate of earliestFirst) if (await brought(client, candidate, id)) return [candidate];
  return [];
}

type MergedPull = Pull & { readonly mergeCommit: { readonly oid: string }; readonly mergedAt: string };

function isMergedInto(pull: Pull, branch: string): pull is MergedPull {
  return pull.state === "MERGED" && pull.baseRefName === branch && pull.mergeCommit !== null && pull.mergedAt !== null;
}

async function associated(client: GithubClient, commit: CommitId): Promise<readonly Pull[]> {
  const pulls: Pull[] = [];
  const pageOf = ({ repository }: z.infer<typeof pullsOfCommitAnswer>) =>
    repository?.object?.associatedPullRequests?.pageInfo;
  for await (const { repository } of client.queries(pullsOfCommit, { commit }, pullsOfCommitAnswer, pageOf))
    pulls.push(...(repository?.object?.associatedPullRequests?.nodes ?? []));
  return pulls;
}

async function brought(client: GithubClient, { number, mergeCommit }: MergedPull, id: CommitId): Promise<boolean> {
  const { commits } = await readCommits(client, number);
  const known = new Map<CommitId, LandedCommit>();
  const read = async (asked: CommitId): Promise<LandedCommit> => {
    for (const each of known.has(asked) ? [] : await below(client, asked)) known.set(each.oid, landed(each));
    const found = known.get(asked);
    if (!found) throw client.unavailable(`the commit ${asked}`, "it is not in its own history");
    return found;
  };
  return await isBroughtBy({ commit: mergeCommit.oid, own: commits.map(landed), read }, id);
}

async function below(client: GithubClient, commit: CommitId): Promise<readonly GithubCommit[]> {
  const { repository } = await client.query(commitsBelow, { commit }, commitsBelowAnswer);
  return repository?.object?.history?.nodes ?? [];
}

function landed({ oid, parents, message, author }: GithubCommit): LandedCommit {
  const by = `${author?.name ?? ""} <${author?.email ?? ""}> ${Date.parse(author?.date ?? "")}`;
  return { id: oid, parents: parents.nodes.map((parent) => parent.oid), message, author: by };
}
