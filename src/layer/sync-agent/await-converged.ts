import { type HeldUpBy, holdUpLines, type Problem, problemOf } from "../../change/index.ts";
import type { ClusterAccess } from "../../cluster/index.ts";
import type { CommitId } from "../../git/index.ts";
import { sameJson } from "../../lib/index.ts";
import type { Convergence } from "../sync-agents.ts";
import { HoldUps } from "./hold-ups.ts";
import type { SyncAgentPorts } from "./ports.ts";
import { helpfulCommand, patienceWith, type Waiting } from "./sync-prospect.ts";
import { whatIsMissing } from "./what-is-missing.ts";

export interface WaitOptions {
  readonly timeoutMilliseconds: number;
}

export type ConvergePorts = Pick<SyncAgentPorts, "clusters" | "clock" | "wait" | "signal" | "onProgress" | "git">;

const pollMilliseconds = 200;

/**
 * Asks the sync agents of an environment to look at Git now and waits until every one says that `commit`, or a later one, is
 * applied and healthy. One that follows tags, and one that is asked for no certain commit, has to say it of what it finds now. Stops at
 * once where only a person can help, and says with which command. Says which objects hold it up while it waits.
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
  const holdUps = new HoldUps(ports.clusters, elapsed);
  let requested = false;
  let last: { readonly message: string; readonly heldUpBy: readonly HeldUpBy[]; readonly at: number } | undefined;
  ports.onProgress({ kind: "started", environment, activity: "converge" });
  for (;;) {
    requested ||= await tryRequest(clusters, startedAt, ports);
    const found = await lookAt(clusters, waiting, holdUps, ports);
    if ("commit" in found) {
      const message = `at ${found.commit.slice(0, 7)}`;
      ports.onProgress({ kind: "finished", environment, activity: "converge", message, good: true });
      ports.onProgress({ kind: "converged", environment, commit: found.commit });
      return { kind: "converged", commit: found.commit };
    }
    const { problem, heldUpBy } = found;
    const isNews = problem.message !== last?.message;
    if (isNews || !sameJson(heldUpBy, last?.heldUpBy))
      ports.onProgress({ kind: "waiting", environment, message: problem.message, heldUpBy });
    last = { message: problem.message, heldUpBy, at: isNews ? elapsed() : (last?.at ?? 0) };
    const isFinal = elapsed() - last.at >= patienceWith(problem);
    if (isFinal || ports.signal.aborted || elapsed() >= timeoutMilliseconds) {
      ports.onProgress({ kind: "finished", environment, activity: "converge", message: problem.message, good: false });
      ports.onProgress({ kind: "diverged", environment, problem, heldUpBy });
      return { kind: "not-converged", problem };
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
  holdUps: HoldUps,
  { clusters, git, clock }: ConvergePorts,
): Promise<{ readonly commit: CommitId } | { readonly problem: Problem; readonly heldUpBy: readonly HeldUpBy[] }> {
  const { follows } = waiting;
  let { commit } = waiting;
  for (const access of accesses) {
    try {
      const status = await clusters.syncStatus(access);
      const missing = await whatIsMissing(status, waiting, { git, now: clock.now() });
      if (missing === undefined) {
        if (follows.kind !== "branch" || commit === undefined) commit = status.appliedCommit;
        continue;
      }
      const heldUpBy = await holdUps.of(access, status);
      const command = helpfulCommand(missing.code, status, access, waiting);
      const next = command === undefined ? [] : [`Go on with: ${command}`];
      return { problem: { ...missing, details: [...holdUpLines(heldUpBy), ...next] }, heldUpBy };
    } catch (thrown) {
      return { problem: problemOf(thrown), heldUpBy: [] };
    }
  }
  return { commit: commit ?? "" };
}
