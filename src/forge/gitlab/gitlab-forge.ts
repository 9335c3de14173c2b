import type { RemoteRepository } from "../../git/executable/index.ts";
import type { Forge } from "../forge.ts";
import { remoteBranches } from "../remote-branches.ts";
import { gitlabBoard } from "./board.ts";
import { gitlabChangeRequests } from "./change-requests.ts";
import { checkedServer } from "./checked-server.ts";
import { GitLabClient } from "./client.ts";
import { gitlabComments } from "./comments.ts";
import { gitlabStatuses } from "./commit-statuses.ts";
import { gitlabDeployments } from "./deployments.ts";
import type { GitLabServer } from "./gitlab-server.ts";
import { gitlabHooks } from "./hooks.ts";
import { gitlabIdentities } from "./identities.ts";
import { gitlabIssues } from "./issues.ts";
import { gitlabProposals } from "./proposals.ts";
import { gitlabReactions } from "./reactions.ts";
import { gitlabSetup } from "./setup.ts";

/** A project of GitLab. @throws {ForgeSettingInvalid} */
export function gitlabForge(settings: GitLabServer): Forge {
  const server = checkedServer(settings);
  const client = new GitLabClient(server);
  const { forge } = client;
  const { repository, hookSecret: secret, now = Date.now } = server;
  const identities = gitlabIdentities(client);
  return {
    name: "gitlab",
    repository,
    requestLimit: client.requestLimit,
    board: gitlabBoard(client, identities),
    comments: gitlabComments(client),
    reactions: gitlabReactions(client),
    statuses: gitlabStatuses(client, identities),
    changeRequests: gitlabChangeRequests(client, identities),
    proposals: gitlabProposals(client),
    deployments: gitlabDeployments(client, identities),
    identities,
    issues: gitlabIssues(client, identities),
    setup: gitlabSetup(client, identities),
    ...(server.git && { branches: remoteBranches(forge, remoteOf(server, server.git)) }),
    ...(secret !== undefined && { hooks: gitlabHooks({ forge, repository, secret, now }) }),
  };
}

/** With the token as a password, which GitLab takes with any name. */
function remoteOf({ url, repository, token }: GitLabServer, git: NonNullable<GitLabServer["git"]>): RemoteRepository {
  const credentials = Buffer.from(`oauth2:${token}`).toString("base64");
  return { ...git, url: `${url}/${repository}.git`, authorization: `Basic ${credentials}` };
}
