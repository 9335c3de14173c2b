import * as z from "zod";
import type { CommitId } from "../../git/index.ts";
import type { ChangeRequest } from "../change-request.ts";
import type { ChangeRequests } from "../change-requests.ts";
import { ForgeRefused } from "../errors.ts";
import { orRefusal } from "../http/index.ts";
import { pullFile } from "./answers.ts";
import { noSuchRequest } from "./board.ts";
import type { GithubClient } from "./client.ts";
import { contributors } from "./contributors.ts";
import { knownUser, userOf } from "./identities.ts";
import { pullsThatBrought } from "./merged-by.ts";
import { onePull, onePullAnswer, openPull, openPullAnswer, openPulls, openPullsAnswer, type Pull } from "./queries.ts";
import { requiredChecks } from "./required-checks.ts";
import { readReviews } from "./reviews.ts";

/** GitHub lists no more files of one pull request. */
const mostFiles = 3_000;

export function githubChangeRequests(client: GithubClient): ChangeRequests {
  const told = (pull: Pull) => changeRequest(client, pull);
  return {
    async read(number) {
      const { repository } = await client.query(onePull, { number }, onePullAnswer);
      if (!repository?.pullRequest) throw noSuchRequest(client, number);
      return told(repository.pullRequest);
    },
    async openAt(head) {
      // A commit of a fork is no commit of the repository, so that it cannot be asked for its pull requests.
      const { pulls } = await allOpen(client, {});
      return pulls.filter((each) => each.headRefOid === head).map(told);
    },
    async mergedBy(commit, branch) {
      return (await pullsThatBrought(client, commit, branch)).map(told);
    },
    reviewsOf: (number) => readReviews(client, number),
    async filesOf(number) {
      const path = `repos/${client.repository}/pulls/${number}/files`;
      const files = await client.list(path, z.array(pullFile));
      if (files.length >= mostFiles) return "unknown";
      const paths = files.flatMap(({ filename, previous_filename: old }) =>
        old === undefined ? [filename] : [old, filename],
      );
      return [...new Set(paths)].toSorted();
    },
    requiredChecksOf: (branch) => requiredChecks(client, branch),
    async ensureOpen({ title, body, head, base }) {
      const find = async () => {
        const { id, pulls } = await allOpen(client, { head, base });
        return { repository: id, found: pulls.find((each) => !each.isCrossRepository) };
      };
      return await client.ensuring(async () => {
        const { repository, found } = await find();
        if (found) return told(found);
        const input = { repositoryId: repository, title, body, headRefName: head, baseRefName: base };
        const opened = await orRefusal(client.mutate(openPull, { input }, openPullAnswer), 422);
        if (!(opened instanceof ForgeRefused)) return told(opened.createPullRequest.pullRequest);
        // GitHub refuses a second one for the same two branches.
        const kept = (await find()).found;
        if (kept) return told(kept);
        throw opened;
      });
    },
    contributorsOf: (number) => contributors(client, number),
  };
}

async function allOpen(
  client: GithubClient,
  filter: { readonly head?: string; readonly base?: string },
): Promise<{ readonly id: string; readonly pulls: readonly Pull[] }> {
  const pulls: Pull[] = [];
  let id = "";
  const pageOf = ({ repository }: z.infer<typeof openPullsAnswer>) => repository?.pullRequests.pageInfo;
  for await (const { repository } of client.queries(openPulls, filter, openPullsAnswer, pageOf)) {
    if (!repository) throw noSuchRepository(client);
    ({ id } = repository);
    pulls.push(...repository.pullRequests.nodes);
  }
  return { id, pulls };
}

function noSuchRepository({ forge, repository }: GithubClient): ForgeRefused {
  return new ForgeRefused({
    forge,
    request: `a look at ${repository}`,
    what: "it has no such repository for this token, or the repository has another name by now",
    remedy: "Give the repository's name as it is now, and a token that may read it.",
    status: 404,
  });
}

function changeRequest(client: GithubClient, pull: Pull): ChangeRequest {
  const by = knownUser(pull.mergedBy);
  const { mergeCommit, mergedAt: at } = pull;
  const isMerged = pull.state === "MERGED" && mergeCommit !== null && at !== null;
  // The commit that GitHub keeps as the base is the branch's of some earlier day: the branch is asked instead.
  const base: CommitId | undefined = pull.baseRef?.target?.oid;
  return {
    number: pull.number,
    title: pull.title,
    url: client.page(`/pull/${pull.number}`),
    state: isMerged ? "merged" : pull.state === "OPEN" ? "open" : "closed",
    isDraft: pull.isDraft,
    author: userOf(pull.author),
    base: { branch: pull.baseRefName, ...(base !== undefined && { commit: base }) },
    head: { commit: pull.headRefOid, ...(pull.headRef && { branch: pull.headRefName }) },
    isFromFork: pull.isCrossRepository,
    labels: (pull.labels?.nodes ?? []).map(({ name }) => name),
    ...(isMerged && { merge: { commit: mergeCommit.oid, at, ...(by && { by }) } }),
  };
}
