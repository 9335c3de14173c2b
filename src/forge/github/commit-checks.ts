import type * as z from "zod";
import { ForgeRefused } from "../errors.ts";
import type { GithubClient } from "./client.ts";
import { checksOfCommit, checksOfCommitAnswer, type GithubCheckRun, type GithubStatusContext } from "./queries.ts";

/** All checks of a commit, as GitHub lists them. */
export interface Checks {
  readonly contexts: readonly GithubStatusContext[];
  readonly runs: readonly GithubCheckRun[];
}

/** @throws {ForgeRefused} for what is no whole id of a commit there. */
export async function checksOf(client: GithubClient, commit: string): Promise<Checks> {
  // A branch's name and a short id would be resolved to what they are at that instant.
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) throw noSuchCommit(client, commit);
  const contexts: GithubStatusContext[] = [];
  const runs: GithubCheckRun[] = [];
  const pageOf = ({ repository }: z.infer<typeof checksOfCommitAnswer>) =>
    repository?.object?.statusCheckRollup?.contexts.pageInfo;
  for await (const { repository } of client.queries(checksOfCommit, { commit }, checksOfCommitAnswer, pageOf)) {
    if (repository?.object?.oid === undefined) throw noSuchCommit(client, commit);
    const nodes = repository.object.statusCheckRollup?.contexts.nodes ?? [];
    contexts.push(...nodes.filter((each) => each.kind === "StatusContext"));
    runs.push(...nodes.filter((each) => each.kind === "CheckRun"));
  }
  return { contexts, runs };
}

function noSuchCommit({ forge, repository }: GithubClient, commit: string): ForgeRefused {
  return new ForgeRefused({
    forge,
    request: `a status of ${commit}`,
    what: `${repository} has no such commit`,
    remedy: "Push the commit first, and give its whole id.",
  });
}
