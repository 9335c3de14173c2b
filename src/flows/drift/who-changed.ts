import {
  type AuditEntry,
  counts,
  type Difference,
  type LayerDrift,
  type ResourceDifference,
} from "../../drift/index.ts";
import type { OnRecord } from "../../layer/index.ts";
import { counted, messageOf } from "../../lib/index.ts";
import type { FlowPorts } from "../ports.ts";

/**
 * Adds to what was changed outside who did it and when, as far as an audit log tells. A log that cannot be read takes nothing from what
 * was found: that is said beside it.
 */
export async function whoChanged(
  drift: LayerDrift,
  { desired, run }: OnRecord,
  { auditLogs, clock }: Pick<FlowPorts, "auditLogs" | "clock">,
): Promise<LayerDrift> {
  if (drift.layer !== "infrastructure" || "problem" in desired) return bare(drift);
  const ids = drift.differences.flatMap((each) => (isOfTheWorld(each) ? (idOf(each) ?? []) : []));
  const log = ids.length > 0 ? auditLogs?.of(desired.cloud) : undefined;
  if (!log) return bare(drift);
  try {
    const entries = await log.lastChanges([...new Set(ids)], since(run, clock.now()));
    const differences = drift.differences.map((each): ResourceDifference => {
      const by = isOfTheWorld(each) ? entries.get(idOf(each) ?? "") : undefined;
      return by && !(each.cause.kind === "noise" && isCloudItself(by))
        ? { ...each, cause: { kind: "changed-outside", by } }
        : each;
    });
    return bare(rejudged({ ...drift, differences }));
  } catch (thrown) {
    return bare({ ...drift, notes: [...(drift.notes ?? []), messageOf(thrown)] });
  }
}

/** As long as people may take to ask. In milliseconds. */
const longest = 30 * 24 * 3_600_000;

/** What a run has changed itself is in the log as well; one that changed nothing leaves what was changed before it. */
function since(run: OnRecord["run"], now: Date): Date {
  const applied = run?.layers.find(({ layer }) => layer === "infrastructure");
  const earliest = now.getTime() - longest;
  return new Date(run && applied && applied.steps.length > 0 ? Date.parse(run.at) : earliest);
}

/** What a person has changed is no noise, also where the program says nothing of it, so that bringing it up would leave it. */
const isOfTheWorld = ({ cause }: Difference): boolean => cause.kind === "changed-outside" || cause.kind === "noise";

/** The accounts in which Google's services act on their own resources (cloud.google.com/iam/docs/service-agents). */
function isCloudItself({ actor }: AuditEntry): boolean {
  return actor.startsWith("system:") || /^service-\d+@|@cloudservices\.gserviceaccount\.com$/u.test(actor);
}

function rejudged(drift: LayerDrift): LayerDrift {
  const counting = drift.differences.filter(counts);
  if (drift.verdict !== "in-sync" || counting.length === 0) return drift;
  return { ...drift, verdict: "diverged", detail: counted(counting.length, "difference") };
}

const idOf = (difference: ResourceDifference): string | undefined => difference.id;

/** Ids hold projects and names, which a difference that is told to anybody does not. */
function bare(drift: LayerDrift): LayerDrift {
  const differences = drift.differences.map((each: ResourceDifference): Difference => {
    const { id: _, ...difference } = each;
    return difference;
  });
  return { ...drift, differences };
}
