import { memberOf } from "../../lib/index.ts";
import type { CommitStatus, CommitStatuses, CommitStatusState } from "../commit-statuses.ts";
import { oneLine } from "../one-line.ts";
import { status as statusAnswer } from "./answers.ts";
import { type CheckRuns, isSame, statusOfRun } from "./check-runs.ts";
import type { GithubClient } from "./client.ts";
import { checksOf } from "./commit-checks.ts";
import type { GithubCheckRun, GithubStatusContext } from "./queries.ts";

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

const states: Readonly<Record<string, CommitStatusState>> = {
  SUCCESS: "success",
  FAILURE: "failure",
  ERROR: "error",
};

function statusOfContext({ context, state, description, targetUrl: url }: GithubStatusContext): CommitStatus {
  return {
    context,
    state: memberOf(states, state) ?? "pending",
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
