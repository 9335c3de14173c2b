import type * as z from "zod";
import { ForgeRefused } from "../errors.ts";
import type { GithubClient } from "./client.ts";
import { type Pull, pullsInStates, pullsInStatesAnswer } from "./queries.ts";

/** Pull requests of the repository by their states and the names of their branches, and the repository's own id. */
export async function pullsIn(
  client: GithubClient,
  states: readonly Pull["state"][],
  branches: { readonly head?: string; readonly base?: string } = {},
): Promise<{ readonly id: string; readonly pulls: readonly Pull[] }> {
  const pulls: Pull[] = [];
  let id = "";
  const pageOf = ({ repository }: z.infer<typeof pullsInStatesAnswer>) => repository?.pullRequests.pageInfo;
  const variables = { states, ...branches };
  for await (const { repository } of client.queries(pullsInStates, variables, pullsInStatesAnswer, pageOf)) {
    if (!repository) throw noSuchRepository(client);
    ({ id } = repository);
    pulls.push(...repository.pullRequests.nodes);
  }
  return { id, pulls };
}

function noSuchRepository({ forge, repository }: GithubClient): ForgeRefused {
  return new ForgeRefused({
    forge,
    request: `a look at ${repository}`,
    what: "it has no such repository for this token, or the repository has another name by now",
    remedy: "Give the repository's name as it is now, and a token that may read it.",
    status: 404,
  });
}
