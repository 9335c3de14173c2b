import type * as z from "zod";
import type { CommitStatus, CommitStatuses, CommitStatusState } from "../commit-statuses.ts";
import { ForgeRefused } from "../errors.ts";
import { oneLine } from "../one-line.ts";
import { status as statusAnswer } from "./answers.ts";
import { type CheckRuns, isSame, statusOfRun } from "./check-runs.ts";
import type { GithubClient } from "./client.ts";
import { checksOfCommit, checksOfCommitAnswer, type GithubCheckRun, type GithubStatusContext } from "./queries.ts";

/** Characters. */
const descriptionLength = 140;

/**
 * The checks of a commit: check runs where the credentials are an App's, and otherwise statuses. Never both of one name, because
 * GitHub demands both then.
 */
export function githubStatuses(client: GithubClient, runs: CheckRuns | undefined): CommitStatuses {
  return {
    async statusesOf(commit) {
      const { contexts, runs: all } = await checksOf(client, commit);
      return worstOfEach([...contexts.map(statusOfContext), ...newestOfEachApp(all).map(statusOfRun)]);
    },
    async setStatus(commit, wanted) {
      const status = { ...wanted, description: oneLine(wanted.description, descriptionLength) };
      await client.ensuring(async () => {
        const now = await checksOf(client, commit);
        if (runs) return await runs.set(commit, status, now.runs);
        // GitHub compares names without their case.
        const isIt = ({ context }: GithubStatusContext) => context.toLowerCase() === status.context.toLowerCase();
        const found = now.contexts.find(isIt);
        if (found && isSame(statusOfContext(found), status)) return;
        const { context, state, description, url } = status;
        const body = { context, state, description, ...(url !== undefined && { target_url: url }) };
        const path = `repos/${client.repository}/statuses/${commit}`;
        await client.write({ method: "POST", path, body }, statusAnswer);
      });
    },
  };
}

interface Checks {
  readonly contexts: readonly GithubStatusContext[];
  readonly runs: readonly GithubCheckRun[];
}

async function checksOf(client: GithubClient, commit: string): Promise<Checks> {
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

const states: Readonly<Record<string, CommitStatusState>> = {
  SUCCESS: "success",
  FAILURE: "failure",
  ERROR: "error",
};

function statusOfContext({ context, state, description, targetUrl: url }: GithubStatusContext): CommitStatus {
  return {
    context,
    state: states[state] ?? "pending",
    description: description ?? "",
    ...(url && { url }),
  };
}

/** Runs of one name by one app, of which the last one counts. */
function newestOfEachApp(runs: readonly GithubCheckRun[]): readonly GithubCheckRun[] {
  const newest = new Map<string, GithubCheckRun>();
  for (const each of runs.toSorted((one, other) => one.databaseId - other.databaseId))
    newest.set(`${each.checkSuite.app?.databaseId} ${each.name}`, each);
  return [...newest.values()];
}

const worst: readonly CommitStatusState[] = ["success", "pending", "error", "failure"];

/** A check run and a status, or the runs of two apps, may have one name: GitHub demands that all of them succeed. */
function worstOfEach(statuses: readonly CommitStatus[]): readonly CommitStatus[] {
  const byContext = new Map<string, CommitStatus>();
  for (const each of statuses) {
    const name = each.context.toLowerCase();
    const other = byContext.get(name);
    if (!other || worst.indexOf(each.state) > worst.indexOf(other.state)) byContext.set(name, each);
  }
  return [...byContext.values()];
}
