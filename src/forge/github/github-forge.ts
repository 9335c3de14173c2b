import type { Branches } from "../branches.ts";
import type { Forge } from "../forge.ts";
import { remoteBranches } from "../remote-branches.ts";
import { githubAnnotations } from "./annotations.ts";
import { githubBoard } from "./board.ts";
import { githubChangeRequests } from "./change-requests.ts";
import { githubCheckRuns } from "./check-runs.ts";
import { checkedServer } from "./checked-server.ts";
import { GithubClient } from "./client.ts";
import { githubComments } from "./comments.ts";
import { githubStatuses } from "./commit-statuses.ts";
import { githubDeployments } from "./deployments.ts";
import type { GithubServer } from "./github-server.ts";
import { githubHooks } from "./hooks.ts";
import { githubIdentities } from "./identities.ts";
import { githubIssues } from "./issues.ts";
import { githubMergeQueue } from "./merge-queue.ts";
import { githubProposals } from "./proposals.ts";
import { githubReactions } from "./reactions.ts";
import { githubSession, type Session } from "./session.ts";
import { githubSetup } from "./setup.ts";

/** A repository of GitHub. @throws {ForgeSettingInvalid} */
export function githubForge(settings: GithubServer): Forge {
  const server = checkedServer(settings);
  const session = githubSession(server);
  const client = new GithubClient(server, session);
  const identities = githubIdentities(client);
  const runs = client.isApp ? githubCheckRuns(client, identities) : undefined;
  return {
    name: "github",
    repository: server.repository,
    requestLimit: client.requestLimit,
    board: githubBoard(client, identities),
    comments: githubComments(client),
    reactions: githubReactions(client),
    statuses: githubStatuses(client, runs),
    ...(runs && { annotations: githubAnnotations(client, runs) }),
    changeRequests: githubChangeRequests(client),
    proposals: githubProposals(client),
    mergeQueue: githubMergeQueue(client),
    deployments: githubDeployments(client),
    identities,
    issues: githubIssues(client, identities),
    setup: githubSetup(client, session),
    ...(server.git && { branches: branchesOf(server, server.git, session, client.forge) }),
    ...(server.hookSecret !== undefined && {
      hooks: githubHooks({ forge: client.forge, repository: server.repository, secret: server.hookSecret }),
    }),
  };
}

/** With the token as a password. An App's is asked for at each use, since it changes every hour. */
function branchesOf(
  { url, repository }: GithubServer,
  git: NonNullable<GithubServer["git"]>,
  { token }: Session,
  forge: string,
): Branches {
  const branches = async () => {
    const credentials = Buffer.from(`x-access-token:${await token()}`).toString("base64");
    return remoteBranches(forge, { ...git, url: `${url}/${repository}.git`, authorization: `Basic ${credentials}` });
  };
  return {
    read: async (reference) => (await branches()).read(reference),
    fetch: async (reference) => (await branches()).fetch?.(reference),
    compareAndSwap: async (reference, expected, to) => (await branches()).compareAndSwap(reference, expected, to),
  };
}
