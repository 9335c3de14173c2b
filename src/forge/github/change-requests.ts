import * as z from "zod";
import type { CommitId } from "../../git/index.ts";
import type { ChangeRequest } from "../change-request.ts";
import type { ChangeRequests } from "../change-requests.ts";
import { pullFile } from "./answers.ts";
import { noSuchRequest } from "./board.ts";
import type { GithubClient } from "./client.ts";
import { contributors } from "./contributors.ts";
import { knownUser, userOf } from "./identities.ts";
import { pullsIn } from "./list-pulls.ts";
import { pullsThatBrought } from "./merged-by.ts";
import { onePull, onePullAnswer, type Pull } from "./queries.ts";
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
      const { pulls } = await pullsIn(client, ["OPEN"]);
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
    contributorsOf: (number) => contributors(client, number),
  };
}

export function changeRequest(client: GithubClient, pull: Pull): ChangeRequest {
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
