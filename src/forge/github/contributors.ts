import * as z from "zod";
import type { CommitId } from "../../git/index.ts";
import type { ForgeUser } from "../change-request.ts";
import { ForgeRefused } from "../errors.ts";
import { activity as activityAnswer } from "./answers.ts";
import type { GithubClient } from "./client.ts";
import { forgeUser, knownUser } from "./identities.ts";
import { readCommits } from "./pull-commits.ts";
import type { PullCommit } from "./queries.ts";

/** GitHub's own user, the committer of what is committed on its pages: it says nothing of the person. */
const webCommitter = "web-flow";

/** The opener, those who pushed to the branch up to its head, and the authors of the commits. */
export async function contributors(client: GithubClient, number: number): Promise<readonly ForgeUser[] | "unknown"> {
  const { pull, commits, isWhole } = await readCommits(client, number);
  const opener = knownUser(pull.author);
  if (!isWhole || !pull.headRepository || !opener) return "unknown";
  const branch = { repository: pull.headRepository.nameWithOwner, name: pull.headRefName };
  const pushers = await pushersOf(client, branch, pull.headRefOid);
  const authors = commits.map(knownOf);
  if (pushers === "unknown" || authors.some((users) => users.length === 0)) return "unknown";
  return [...new Map([opener, ...pushers, ...authors.flat()].map((user) => [user.id, user])).values()];
}

function knownOf({ authors, committer }: PullCommit): readonly ForgeUser[] {
  const users = [...authors.nodes, ...(committer ? [committer] : [])].map(({ user }) => user);
  return users.flatMap((user) => (user?.login === webCommitter ? [] : (knownUser(user) ?? [])));
}

/**
 * Who moved a branch, from its making to where it stood at `head`. Commits say only whom their authors claim to be.
 *
 * A branch of the same name that was deleted before is another one.
 */
async function pushersOf(
  client: GithubClient,
  branch: { readonly repository: string; readonly name: string },
  head: CommitId,
): Promise<readonly ForgeUser[] | "unknown"> {
  const path = `repos/${branch.repository}/activity?ref=${encodeURIComponent(`refs/heads/${branch.name}`)}`;
  const users: ForgeUser[] = [];
  let isReached = false;
  try {
    for await (const page of client.pages(path, z.array(activityAnswer)))
      for (const { after, actor, activity_type: type } of page) {
        isReached ||= after === head;
        if (!isReached) continue;
        if (!actor) return "unknown";
        users.push(forgeUser(actor));
        if (type === "branch_creation") return users;
      }
  } catch (thrown) {
    // The activity of a private fork cannot be seen.
    if (thrown instanceof ForgeRefused && (thrown.data.status === 403 || thrown.data.status === 404)) return "unknown";
    throw thrown;
  }
  return "unknown";
}
