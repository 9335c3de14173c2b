import type { Forge } from "../../forge.ts";
import type { CheckedServer } from "../checked-server.ts";
import { cloudAnnotations } from "./annotations.ts";
import { cloudBoard } from "./board.ts";
import { cloudChangeRequests } from "./change-requests.ts";
import { CloudClient } from "./client.ts";
import { cloudComments } from "./comments.ts";
import { cloudStatuses } from "./commit-statuses.ts";
import { cloudHooks } from "./hooks.ts";
import { cloudIdentities } from "./identities.ts";
import { cloudProposals } from "./proposals.ts";
import { cloudSetup } from "./setup.ts";

/** Cloud has no issues any more, and only its own Pipelines write deployments. */
export function cloudPorts(server: CheckedServer, hookSecret: string | undefined): Omit<Forge, "name" | "repository"> {
  const client = new CloudClient(server);
  const identities = cloudIdentities(client);
  const { forge, repository } = server;
  return {
    board: cloudBoard(client, identities),
    comments: cloudComments(client),
    statuses: cloudStatuses(client),
    annotations: cloudAnnotations(client),
    changeRequests: cloudChangeRequests(client, identities),
    proposals: cloudProposals(client),
    identities,
    setup: cloudSetup(client),
    ...(hookSecret !== undefined && { hooks: cloudHooks({ forge, repository, secret: hookSecret }) }),
  };
}
