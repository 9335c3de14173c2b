import type { Forge } from "../forge.ts";
import { remoteBranches } from "../remote-branches.ts";
import { localBoard } from "./board.ts";
import { localChangeRequests } from "./change-requests.ts";
import { localComments } from "./comments.ts";
import { localStatuses } from "./commit-statuses.ts";
import { localDeployments } from "./deployments.ts";
import { localIdentities } from "./identities.ts";
import { localIssues } from "./issues.ts";
import { type LocalPeople, localPeople } from "./people.ts";
import { type LocalForgePlace, openPlace } from "./place.ts";
import { localProposals } from "./proposals.ts";
import { localSetup } from "./setup.ts";

/** A forge of files, and what people do there. */
export interface LocalForge extends Forge {
  readonly people: LocalPeople;
}

/** A forge for trying out: files in a folder, and branches of a repository on this machine. Any number of processes may use it. */
export function localForge(at: LocalForgePlace): LocalForge {
  const place = openPlace(at);
  const { repository: url, clone, environment } = at;
  return {
    name: "local",
    repository: at.repository,
    board: localBoard(place),
    comments: localComments(place),
    statuses: localStatuses(place),
    changeRequests: localChangeRequests(place),
    proposals: localProposals(place),
    deployments: localDeployments(place),
    identities: localIdentities(place),
    issues: localIssues(place),
    setup: localSetup(place),
    people: localPeople(place),
    ...(clone !== undefined && { branches: remoteBranches("the local forge", { url, clone, environment }) }),
  };
}
