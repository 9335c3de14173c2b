import type { Difference, LayerDrift, ResourceDifference } from "../../drift/index.ts";
import type { OnRecord } from "../../layer/index.ts";
import { messageOf } from "../../lib/index.ts";
import type { FlowPorts } from "../ports.ts";

/**
 * Adds to what was changed outside who did it and when, as far as an audit log tells. A log that cannot be read takes nothing from what
 * was found: that is said beside it.
 */
export async function whoChanged(
  drift: LayerDrift,
  { desired, run }: OnRecord,
  { auditLogs }: Pick<FlowPorts, "auditLogs">,
): Promise<LayerDrift> {
  if (drift.layer !== "infrastructure" || "problem" in desired) return bare(drift);
  const ids = drift.differences.flatMap((each) => (each.cause.kind === "changed-outside" ? (idOf(each) ?? []) : []));
  const log = ids.length > 0 ? auditLogs?.of(desired.cloud) : undefined;
  if (!log) return bare(drift);
  try {
    const entries = await log.lastChanges([...new Set(ids)], new Date(run?.at ?? 0));
    const differences = drift.differences.map((each) => {
      const by = each.cause.kind === "changed-outside" ? entries.get(idOf(each) ?? "") : undefined;
      return by ? { ...each, cause: { ...each.cause, by } } : each;
    });
    return bare({ ...drift, differences });
  } catch (thrown) {
    return bare({ ...drift, notes: [...(drift.notes ?? []), messageOf(thrown)] });
  }
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
