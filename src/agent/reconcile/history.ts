import { createHash } from "node:crypto";
import { formatDuration, jsonText } from "../../lib/index.ts";
import type { Rendering } from "../build/index.ts";
import type { Kustomization, Snapshot } from "../flux/index.ts";
import type { Memory } from "./memory.ts";
import { isOfInterval } from "./occasion.ts";
import type { Verdict } from "./verdict.ts";

/** As many as Flux keeps. */
const mostSnapshots = 5;

/** What a pass was about and how it ended. */
export interface FinishedPass {
  /** Of what was built: `sha256:<hex>`. */
  readonly digest: string;
  /** The reason of the Ready condition. */
  readonly status: string;
  readonly revision: string;
  readonly milliseconds: number;
  readonly at: Date;
}

/**
 * The history with this pass in it, the newest first: `status.history` as Flux 1.9.6 writes it. A pass over the same objects that ended the
 * same way counts in the snapshot of the one before.
 */
export function withPass(history: readonly Snapshot[], pass: FinishedPass): readonly Snapshot[] {
  const isSame = ({ digest, lastReconciledStatus }: Snapshot) =>
    digest === pass.digest && lastReconciledStatus === pass.status;
  const before = history.find(isSame);
  const now = pass.at.toISOString().replace(/\.\d+Z$/, "Z");
  const snapshot: Snapshot = {
    digest: pass.digest,
    firstReconciled: before?.firstReconciled ?? now,
    lastReconciled: now,
    lastReconciledDuration: formatDuration(pass.milliseconds),
    lastReconciledStatus: pass.status,
    totalReconciliations: (before?.totalReconciliations ?? 0) + 1,
    metadata: { revision: pass.revision },
  };
  return [snapshot, ...history.filter((one) => !isSame(one))].slice(0, mostSnapshots);
}

export interface FinishedWork {
  readonly memory: Memory;
  readonly interval: number;
  readonly milliseconds: number;
}

/** Flux's history holds passes that came as far as applying. */
const historical: readonly unknown[] = [
  "ReconciliationSucceeded",
  "ReconciliationFailed",
  "PruneFailed",
  "HealthCheckFailed",
];

/**
 * The history with this pass, or `undefined` for a pass that is none of Flux's: Flux has one at each interval, at each request and for each
 * change of the source, and the agent looks at more, which cost no write of the status.
 */
export function historyAfter(
  { memory, interval, milliseconds }: FinishedWork,
  { conditions, attempted }: Verdict,
  at: { readonly status: Kustomization["status"]; readonly requested: string | undefined; readonly now: Date },
): readonly Snapshot[] | undefined {
  const reason = conditions.find(({ type, status }) => type === "Ready" && status !== "Unknown")?.reason;
  const digest = memory.rendering?.digest;
  if (digest === undefined || attempted === undefined || reason === undefined || !historical.includes(reason))
    return undefined;
  const { history = [], lastHandledReconcileAt } = at.status;
  const [newest] = history;
  const isDue = newest === undefined || isOfInterval(at.now.getTime() - Date.parse(newest.lastReconciled), interval);
  const isNew =
    newest?.digest !== digest || newest.lastReconciledStatus !== reason || newest.metadata?.revision !== attempted;
  if (!isDue && !isNew && at.requested === lastHandledReconcileAt) return undefined;
  return withPass(history, { digest, status: reason, revision: attempted, milliseconds, at: at.now });
}

/** Of all objects in the order of their files. */
export const digestOf = ({ objects }: Rendering): string => {
  const hash = createHash("sha256");
  for (const { object } of objects) hash.update(jsonText(object)).update("\n");
  return `sha256:${hash.digest("hex")}`;
};
