import { type Convergence, type Problem, problemOf } from "../change/index.ts";
import type { ClusterAccess, SyncStatus } from "../cluster/index.ts";
import type { CommitId, Repository } from "../git/index.ts";
import type { FlowPorts } from "./ports.ts";

export interface WaitOptions {
  readonly timeoutMilliseconds: number;
}

export type ConvergePorts = Pick<FlowPorts, "clusters" | "clock" | "wait" | "signal" | "onProgress" | "git">;

const pollMilliseconds = 200;
/** How long an agent that tries again may say the same about this very commit before it is believed: one retry fits in. */
const patienceMilliseconds = 45_000;

/**
 * Asks the sync agents of an environment to look at Git now and waits until every one says that `commit`, or a later one, is
 * applied and healthy.
 *
 * A cluster that does not answer is asked again until time is up: its API server may just have been created.
 */
export async function awaitConverged(
  environment: string,
  commit: CommitId,
  clusters: readonly ClusterAccess[],
  { timeoutMilliseconds }: WaitOptions,
  ports: ConvergePorts,
): Promise<Convergence> {
  if (clusters.length === 0) return { kind: "not-awaited", because: "no-cluster" };
  const startedAt = ports.clock.now();
  const elapsed = () => ports.clock.now().getTime() - startedAt.getTime();
  let asked = false;
  let told: { readonly message: string; readonly at: number } | undefined;
  ports.onProgress({ kind: "started", environment, activity: "converge" });
  for (;;) {
    asked ||= await tryRequest(clusters, startedAt, ports);
    const found = await lookAt(clusters, commit, ports);
    if (found === "converged") {
      ports.onProgress({
        kind: "finished",
        environment,
        activity: "converge",
        message: `at ${commit.slice(0, 7)}`,
        good: true,
      });
      return { kind: "converged", commit, milliseconds: elapsed() };
    }
    if (found.message !== told?.message) {
      told = { message: found.message, at: elapsed() };
      ports.onProgress({ kind: "waiting", environment, message: found.message });
    }
    const isFinal =
      found.code === "stalled" || (found.code === "not-applied" && elapsed() - told.at >= patienceMilliseconds);
    if (isFinal || ports.signal.aborted || elapsed() >= timeoutMilliseconds) {
      ports.onProgress({ kind: "finished", environment, activity: "converge", message: found.message, good: false });
      return { kind: "not-converged", problem: found, milliseconds: elapsed() };
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
  commit: CommitId,
  { clusters, git }: ConvergePorts,
): Promise<"converged" | Problem> {
  for (const access of accesses) {
    try {
      const behind = await whatIsMissing(await clusters.syncStatus(access), commit, git);
      if (behind) return behind;
    } catch (thrown) {
      return problemOf(thrown);
    }
  }
  return "converged";
}

/** `undefined` when the agent stands at the commit or a later one, and everything is healthy. */
export async function whatIsMissing(
  status: SyncStatus,
  commit: CommitId,
  git: Pick<Repository, "mergeBase">,
): Promise<Problem | undefined> {
  const details = status.problems.map((each) => `${each.object}: ${each.problem}`);
  if (status.suspended) return problem("suspended", `${status.name} is suspended`, details);
  if (!status.appliedCommit || !(await contains(status.appliedCommit, commit, git))) {
    const { source, ready } = status;
    if (source?.status === "False")
      return problem("source-not-ready", `Git is not reachable for the agent: ${source.message}`);
    if (ready?.status === "False" && status.attemptedCommit === commit)
      return problem(refusalCode(ready.reason, status.stalled), firstLine(ready.message), details);
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

function refusalCode(reason: string, stalled: boolean): string {
  if (stalled) return "stalled";
  return reason === "Progressing" ? "not-ready" : "not-applied";
}

/** The rest of an agent's message is told object by object. */
function firstLine(message: string): string {
  return message.split("\n")[0] ?? "";
}

function behindWords({ appliedCommit, fetchedCommit, name }: SyncStatus, commit: CommitId): string {
  const short = commit.slice(0, 7);
  if (fetchedCommit === commit) return `${name} is applying ${short}`;
  return `${name} stands at ${appliedCommit?.slice(0, 7) ?? "nothing yet"}, waiting for ${short}`;
}

/** A later commit holds the earlier one. A commit that this clone does not know cannot be said to. */
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
