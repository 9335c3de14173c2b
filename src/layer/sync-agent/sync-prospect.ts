import type { Problem } from "../../change/index.ts";
import type { ClusterAccess, SyncStatus } from "../../cluster/index.ts";
import type { Followed } from "../../environment/index.ts";
import type { CommitId } from "../../git/index.ts";

/**
 * Why a cluster does not stand at a commit yet, as far as it decides how long to wait.
 *
 * - at once: what only a person can change, and the agent has looked since this run's request.
 * - after a while: what may pass by itself; it counts when the agent still says the same after another try.
 * - never: what is on its way.
 */
export type SyncCode = keyof typeof patience;

const second = 1_000;

/** Milliseconds for which the same may be said before waiting is over. */
const patience = {
  suspended: 0,
  stalled: 0,
  "history-rewritten": 0,
  "source-refused": 0,
  "source-invalid": 0,
  "path-missing": 0,
  "unusable-kubeconfig": 0,
  "source-not-ready": 20 * second,
  "not-fetched": 90 * second,
  "not-applied": 45 * second,
  behind: Number.POSITIVE_INFINITY,
  stale: Number.POSITIVE_INFINITY,
  "not-ready": Number.POSITIVE_INFINITY,
} as const;

/** Milliseconds for which a problem may stay the same before waiting for it to pass is over; for ever for one not known here. */
export function patienceWith({ code }: Pick<Problem, "code">): number {
  return Object.hasOwn(patience, code) ? patience[code as SyncCode] : Number.POSITIVE_INFINITY;
}

/** Why the agent has not got the commit from Git; `undefined` when it has, or has said nothing yet. */
export function sourceCode({ source, sourceStalled, sourceStale }: SyncStatus): SyncCode | undefined {
  if (source?.status !== "False") return undefined;
  // What it said before it was asked may be over.
  if (sourceStale) return "behind";
  if (source.reason === "HistoryRewritten") return "history-rewritten";
  if (source.reason === "AuthenticationFailed") return "source-refused";
  return sourceStalled ? "source-invalid" : "source-not-ready";
}

/** Why the agent has not applied the commit that it has got. */
export function refusalCode({ ready, stalled }: Pick<SyncStatus, "ready" | "stalled">): SyncCode {
  if (ready?.reason === "ArtifactFailed" && /path not found/i.test(ready.message)) return "path-missing";
  if (stalled) return "stalled";
  return ready?.reason === "Progressing" || ready?.reason === "DependencyNotReady" ? "not-ready" : "not-applied";
}

/** Where a run waits, as far as commands that help are made of it. */
export interface Waiting {
  readonly environment: string;
  /** Absent: what the agent finds at Git now. */
  readonly commit?: CommitId;
  readonly follows: Followed;
  readonly cloud: "local" | "gcp";
  readonly rehearsal: boolean;
}

/** The one whole command after which another `up` gets further; `undefined` where there is no single one. */
export function helpfulCommand(
  code: string,
  { namespace, name, source, fetchedCommit }: Pick<SyncStatus, "namespace" | "name" | "source" | "fetchedCommit">,
  { kubectl = "kubectl" }: Pick<ClusterAccess, "kubectl">,
  { environment, commit, follows, cloud, rehearsal }: Waiting,
): string | undefined {
  const rehearse = `groundwork up --env ${environment} --local`;
  switch (code) {
    case "suspended":
      return `groundwork resume ${environment}${rehearsal ? " --local" : ""}`;
    case "history-rewritten": {
      const accepted =
        /accept-history-rewrite=([0-9a-f]{40})/.exec(source?.message ?? "")?.[1] ?? commit ?? fetchedCommit;
      return `${kubectl} annotate gitrepository/${name} --namespace ${namespace} --overwrite groundwork.dev/accept-history-rewrite=${accepted}`;
    }
    case "source-refused":
    case "source-not-ready":
      if (rehearsal || followsLocalHost(source?.message ?? ""))
        return `groundwork up --env ${environment}${rehearsal ? " --local" : ""}`;
      if (cloud === "local") return rehearse;
      return `${kubectl} describe gitrepository/${name} --namespace ${namespace}`;
    case "source-invalid":
    case "path-missing":
      return `groundwork env validate ${environment}`;
    case "not-fetched":
      // An agent that follows tags stands at one of them, and waits for no commit.
      return follows.kind === "branch" && commit !== undefined
        ? `git push origin ${commit}:refs/heads/${follows.value}`
        : undefined;
    default:
      return undefined;
  }
}

function followsLocalHost(message: string): boolean {
  return /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/]/.test(message);
}
