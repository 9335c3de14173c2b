import type * as z from "zod";
import { noSuchRequest } from "./board.ts";
import type { GithubClient } from "./client.ts";
import { commitsOfPull, commitsOfPullAnswer, type PullCommit } from "./queries.ts";

type AnsweredPull = NonNullable<NonNullable<z.infer<typeof commitsOfPullAnswer>["repository"]>["pullRequest"]>;

export interface CommitsOfPull {
  readonly pull: Omit<AnsweredPull, "commits">;
  readonly commits: readonly PullCommit[];
  /** GitHub lists 250 commits of one pull request. */
  readonly isWhole: boolean;
}

/** The own commits of a pull request. @throws {NoSuchChangeRequest} */
export async function readCommits(client: GithubClient, number: number): Promise<CommitsOfPull> {
  const commits: PullCommit[] = [];
  let found: AnsweredPull | undefined;
  const pageOf = ({ repository }: z.infer<typeof commitsOfPullAnswer>) => repository?.pullRequest?.commits.pageInfo;
  for await (const { repository } of client.queries(commitsOfPull, { number }, commitsOfPullAnswer, pageOf)) {
    found = repository?.pullRequest ?? undefined;
    commits.push(...(found?.commits.nodes ?? []).map((each) => each.commit));
  }
  if (!found) throw noSuchRequest(client, number);
  return { pull: found, commits, isWhole: commits.length === found.commits.totalCount };
}
