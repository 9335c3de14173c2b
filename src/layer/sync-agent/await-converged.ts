import { type Problem, problemOf } from "../../change/index.ts";
import type { ClusterAccess, SyncStatus } from "../../cluster/index.ts";
import type { CommitId, Repository } from "../../git/index.ts";
import type { SyncAgentPorts } from "./ports.ts";
import { helpfulCommand, patienceWith, refusalCode, sourceCode, type Waiting } from "./sync-prospect.ts";

/** How the clusters of an environment followed a commit. */
export type Convergence =
  /** Every agent says that exactly this commit is applied and healthy. */
  | { readonly kind: "converged"; readonly commit: string }
  /** One did not get there in time; `problem` holds its own words. */
  | { readonly kind: "not-converged"; readonly problem: Problem }
  /** It was not to be waited for, or there is no cluster. */
  | { readonly kind: "not-awaited" };

export interface WaitOptions {
  readonly timeoutMilliseconds: number;
}

export type ConvergePorts = Pick<SyncAgentPorts, "clusters" | "clock" | "wait" | "signal" | "onProgress" | "git">;

const pollMilliseconds = 200;

/**
 * Asks the sync agents of an environment to look at Git now and waits until every one says that `commit`, or a later one, is
 * applied and healthy. One that follows tags has to say it of the tag that it finds now. Stops at once where only a person can help,
 * and says with which command.
 *
 * A cluster that does not answer is asked again until time is up: its API server may just have been created.
 */
export async function awaitConverged(
  waiting: Waiting,
  clusters: readonly ClusterAccess[],
  { timeoutMilliseconds }: WaitOptions,
  ports: ConvergePorts,
): Promise<Convergence> {
  const { environment } = waiting;
  if (clusters.length === 0) return { kind: "not-awaited" };
  const startedAt = ports.clock.now();
  const elapsed = () => ports.clock.now().getTime() - startedAt.getTime();
  let requested = false;
  let last: { readonly message: string; readonly at: number } | undefined;
  ports.onProgress({ kind: "started", environment, activity: "converge" });
  for (;;) {
    requested ||= await tryRequest(clusters, startedAt, ports);
    const found = await lookAt(clusters, waiting, ports);
    if ("commit" in found) {
      const message = `at ${found.commit.slice(0, 7)}`;
      ports.onProgress({ kind: "finished", environment, activity: "converge", message, good: true });
      return { kind: "converged", ...found };
    }
    if (found.message !== last?.message) {
      last = { message: found.message, at: elapsed() };
      ports.onProgress({ kind: "waiting", environment, message: found.message });
    }
    const isFinal = elapsed() - last.at >= patienceWith(found);
    if (isFinal || ports.signal.aborted || elapsed() >= timeoutMilliseconds) {
      ports.onProgress({ kind: "finished", environment, activity: "converge", message: found.message, good: false });
      return { kind: "not-converged", problem: found };
    }
    await ports.wait(pollMilliseconds, ports.signal);
  }
}

/** A refused request is no reason to stop: the agent looks at Git by itself, only later. */
async function tryRequest(
  clusters: readonly ClusterAccess[],
  at: Date,
  { clusters: port }: ConvergePorts,
): Promise<boolean> {
  const results = await Promise.allSettled(clusters.map((cluster) => port.requestSync(cluster, at)));
  return results.every(({ status }) => status === "fulfilled");
}

async function lookAt(
  accesses: readonly ClusterAccess[],
  waiting: Waiting,
  { clusters, git }: ConvergePorts,
): Promise<{ readonly commit: CommitId } | Problem> {
  let { commit } = waiting;
  for (const access of accesses) {
    try {
      const status = await clusters.syncStatus(access);
      const behind = await whatIsMissing(status, waiting, git);
      if (behind === undefined) {
        if (waiting.follows.kind !== "branch") commit = status.appliedCommit ?? commit;
        continue;
      }
      const command = helpfulCommand(behind.code, status, access, waiting);
      return command === undefined ? behind : { ...behind, details: [...behind.details, `Go on with: ${command}`] };
    } catch (thrown) {
      return problemOf(thrown);
    }
  }
  return { commit };
}

/**
 * `undefined` when the agent stands where it has to, and everything is healthy: at the commit or a later one, and where it follows tags
 * at the commit of the tag that it has found since it was asked.
 */
export async function whatIsMissing(
  status: SyncStatus,
  { commit, follows }: Pick<Waiting, "commit" | "follows">,
  git: Pick<Repository, "mergeBase">,
): Promise<Problem | undefined> {
  if (follows.kind === "branch") return missingFrom(status, commit, (applied) => contains(applied, commit, git));
  const { source, sourceStale, fetchedCommit } = status;
  const tagged = source?.status === "True" && !sourceStale ? fetchedCommit : undefined;
  return missingFrom(status, tagged, (applied) => Promise.resolve(applied === tagged));
}

/**
 * @param commit what the agent has to apply; absent while it has not looked which tag it is
 * @param holds whether another commit is as good
 */
async function missingFrom(
  status: SyncStatus,
  commit: CommitId | undefined,
  holds: (other: CommitId) => Promise<boolean>,
): Promise<Problem | undefined> {
  const details = status.problems.map((each) => `${each.object}: ${each.problem}`);
  if (status.suspended) return problem("suspended", `${status.name} is suspended`, details);
  if (!status.appliedCommit || !(await holds(status.appliedCommit))) {
    const { source, ready } = status;
    const why = sourceCode(status);
    if (why === "behind") return problem(why, behindWords(status, commit), details);
    if (why !== undefined) return problem(why, `Git is not reachable for the agent: ${source?.message ?? ""}`, details);
    if (ready?.status === "False" && commit !== undefined && status.attemptedCommit === commit)
      return problem(refusalCode(status), firstLine(ready.message), details);
    if (hasLookedInVain(status, commit) && !(await holds(status.fetchedCommit ?? "")))
      return problem("not-fetched", behindWords(status, commit), details);
    return problem("behind", behindWords(status, commit), details);
  }
  if (status.stale) return problem("stale", `${status.name} has not looked yet`, details);
  if (status.ready?.status === "True") return undefined;
  return problem(
    "not-ready",
    status.ready ? firstLine(status.ready.message) : `${status.name} has no Ready condition yet`,
    details,
  );
}

/** The agent has looked at Git since the request, and found another commit. */
function hasLookedInVain({ source, sourceStale, fetchedCommit }: SyncStatus, commit: CommitId | undefined): boolean {
  return source?.status === "True" && !sourceStale && fetchedCommit !== undefined && fetchedCommit !== commit;
}

/** What follows the first line is given object by object. */
function firstLine(message: string): string {
  return message.split("\n")[0] ?? "";
}

function behindWords({ appliedCommit, fetchedCommit, name }: SyncStatus, commit: CommitId | undefined): string {
  if (commit === undefined) return `${name} has not looked for tags yet`;
  const short = commit.slice(0, 7);
  if (fetchedCommit === commit) return `${name} is applying ${short}`;
  return `${name} stands at ${appliedCommit?.slice(0, 7) ?? "nothing yet"}, waiting for ${short}`;
}

/** A later commit holds the earlier one. Of a commit that this clone does not have, that is not known. */
async function contains(applied: CommitId, commit: CommitId, git: Pick<Repository, "mergeBase">): Promise<boolean> {
  if (applied === commit) return true;
  try {
    return (await git.mergeBase(applied, commit)) === commit;
  } catch {
    return false;
  }
}

function problem(code: string, message: string, details: readonly string[] = []): Problem {
  return { code, kind: "failed", message, details };
}
