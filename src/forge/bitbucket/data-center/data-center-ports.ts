import type { Forge } from "../../forge.ts";
import type { CheckedServer } from "../checked-server.ts";
import { dataCenterAnnotations } from "./annotations.ts";
import { dataCenterBoard } from "./board.ts";
import { dataCenterChangeRequests } from "./change-requests.ts";
import { DataCenterClient } from "./client.ts";
import { dataCenterComments } from "./comments.ts";
import { dataCenterStatuses } from "./commit-statuses.ts";
import { dataCenterDeployments } from "./deployments.ts";
import { dataCenterHooks } from "./hooks.ts";
import { dataCenterIdentities } from "./identities.ts";
import { dataCenterProposals } from "./proposals.ts";
import { dataCenterSetup } from "./setup.ts";

/** Data Center has no issues. */
export function dataCenterPorts(
  server: CheckedServer,
  hookSecret: string | undefined,
): Omit<Forge, "name" | "repository"> {
  const client = new DataCenterClient(server);
  const identities = dataCenterIdentities(client);
  const { forge, repository } = server;
  return {
    board: dataCenterBoard(client, identities),
    comments: dataCenterComments(client),
    statuses: dataCenterStatuses(client),
    annotations: dataCenterAnnotations(client),
    changeRequests: dataCenterChangeRequests(client, identities),
    proposals: dataCenterProposals(client),
    deployments: dataCenterDeployments(client),
    identities,
    setup: dataCenterSetup(client, identities),
    ...(hookSecret !== undefined && { hooks: dataCenterHooks({ forge, repository, secret: hookSecret }) }),
  };
}
