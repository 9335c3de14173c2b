import type { CommitId } from "../../git/index.ts";
import type { LandedCommit } from "../brought-by.ts";
import { ForgeRefused } from "../errors.ts";
import { orRefusal } from "../http/index.ts";
import { commit as commitAnswer, foundCommit, type GitLabCommit, type MergeRequest } from "./answers.ts";
import type { GitLabClient } from "./client.ts";

/** The commits of a merge request's last version, newest first. */
export async function ownCommits(client: GitLabClient, { iid }: MergeRequest): Promise<readonly LandedCommit[]> {
  const own = await client.list(`commits of merge request ${iid}`, commitAnswer, (page) =>
    client.mergeRequests.allCommits(client.repository, iid, page),
  );
  return own.map(landed);
}

/** Whether a commit is a branch's newest one, or in its history; `undefined` where the branch is not there. */
export async function isWithin(client: GitLabClient, id: CommitId, branch: string): Promise<boolean | undefined> {
  const asked = client.repositories.mergeBase(client.repository, [id, branch]);
  // GitLab answers 400 for a reference that it does not find.
  const base = await orRefusal(client.maybe(`the merge base of ${id} and ${branch}`, foundCommit, asked), 400);
  return base instanceof ForgeRefused || base === undefined ? undefined : base.id === id;
}

export function landed(commit: GitLabCommit): LandedCommit {
  const { id, parent_ids: parents, message, author_name: name, author_email: email } = commit;
  return { id, parents, message, author: `${name} <${email}> ${Date.parse(commit.authored_date)}` };
}
