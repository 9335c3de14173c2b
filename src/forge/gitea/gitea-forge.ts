import type { RemoteRepository } from "../../git/executable/index.ts";
import type { Forge } from "../forge.ts";
import { remoteBranches } from "../remote-branches.ts";
import { giteaBoard } from "./board.ts";
import { giteaChangeRequests } from "./change-requests.ts";
import { checkedServer } from "./checked-server.ts";
import { GiteaClient } from "./client.ts";
import { giteaComments } from "./comments.ts";
import { giteaStatuses } from "./commit-statuses.ts";
import type { GiteaServer } from "./gitea-server.ts";
import { giteaHooks } from "./hooks.ts";
import { giteaIdentities } from "./identities.ts";
import { giteaIssues } from "./issues.ts";
import { giteaProposals } from "./proposals.ts";
import { giteaReactions } from "./reactions.ts";
import { giteaSetup } from "./setup.ts";

/** A repository of Gitea or Forgejo. Gitea keeps no deployments. @throws {ForgeSettingInvalid} */
export function giteaForge(settings: GiteaServer): Forge {
  const server = checkedServer(settings);
  const client = new GiteaClient(server);
  const identities = giteaIdentities(client);
  return {
    name: "gitea",
    repository: server.repository,
    board: giteaBoard(client, identities),
    comments: giteaComments(client),
    reactions: giteaReactions(client),
    statuses: giteaStatuses(client),
    changeRequests: giteaChangeRequests(client),
    proposals: giteaProposals(client),
    identities,
    issues: giteaIssues(client, identities),
    setup: giteaSetup(client),
    ...(server.git && { branches: remoteBranches(client.forge, remoteOf(server, server.git)) }),
    ...(server.hookSecret !== undefined && {
      hooks: giteaHooks({ forge: client.forge, repository: server.repository, secret: server.hookSecret }),
    }),
  };
}

/** With the token as a password, which is how Git itself sends one. */
function remoteOf({ url, repository, token }: GiteaServer, git: NonNullable<GiteaServer["git"]>): RemoteRepository {
  const credentials = Buffer.from(`token:${token}`).toString("base64");
  return { ...git, url: `${url}/${repository}.git`, authorization: `Basic ${credentials}` };
}
