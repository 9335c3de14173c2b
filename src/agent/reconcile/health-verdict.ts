import { formatDuration } from "../../lib/index.ts";
import type { Kustomization } from "../flux/index.ts";
import type { HealthSummary } from "./health-check.ts";
import type { Memory } from "./memory.ts";
import { listed, readyVerdict, unhealthyVerdict, type Verdict, waitingVerdict } from "./verdict.ts";

/** How soon what no watch tells of is looked at again. */
const pollHealth = 2_000;

/**
 * What the health of the objects makes of a Kustomization that is applied. A state that was healthy before is given the timeout
 * again, so that a Pod that is replaced makes no noise.
 */
export function healthVerdict(
  summary: HealthSummary | undefined,
  { kustomization, memory, revision }: { kustomization: Kustomization; memory: Memory; revision: string },
): Verdict {
  if (summary === undefined) return readyVerdict(revision, undefined);
  const { timeout, generation, interval } = kustomization;
  const state = `${revision} ${generation}`;
  const now = performance.now();
  if (summary.waiting.length + summary.failed.length === 0) {
    const since = memory.waiting?.state === state ? memory.waiting.since : now;
    const health =
      memory.healthyState === state
        ? healthSaid(kustomization)
        : `Health check passed in ${formatDuration(now - since)}`;
    memory.healthyState = state;
    delete memory.waiting;
    return { ...readyVerdict(revision, health), ...(summary.polled && { again: Math.min(interval, 30_000) }) };
  }
  if (memory.waiting?.state !== state) memory.waiting = { state, since: now };
  const left = memory.waiting.since + timeout - now;
  if (summary.failed.length > 0) return unhealthyVerdict(revision, `failed: ${listed(summary.failed)}`);
  if (left <= 0)
    return unhealthyVerdict(revision, `timeout waiting ${formatDuration(timeout)} for: ${listed(summary.waiting)}`);
  const again = summary.polled ? Math.min(pollHealth, left) : left;
  return waitingVerdict(revision, summary.waiting, {
    timeout: formatDuration(timeout),
    wasReady: memory.healthyState === state,
    again: Math.max(again, 50),
  });
}

/** How the health was put when it was first reached: the same fact keeps its words. */
function healthSaid({ status }: Kustomization): string {
  const said = status.conditions?.find(({ type }) => type === "Healthy");
  return said?.status === "True" ? said.message : "Health check passed";
}
