import type { AuditEntry, Difference, ResourceDifference } from "../../drift/index.ts";
import type { OnRecord } from "../../layer/index.ts";
import { messageOf } from "../../lib/index.ts";
import type { FlowPorts } from "../ports.ts";

/** What differs, with those who changed it; and why they are not known, where a log could not be read. */
export interface Attributed {
  readonly differences: readonly Difference[];
  readonly notes: readonly string[];
}

/**
 * Adds to what was changed outside who did it and when, as far as an audit log tells. A log that cannot be read takes nothing from what
 * was found: that is said beside it. Ids hold projects and names, and are left out: a difference is told to anybody.
 */
export async function whoChanged(
  found: readonly ResourceDifference[],
  { desired, run }: OnRecord,
  { auditLogs, clock }: Pick<FlowPorts, "auditLogs" | "clock">,
): Promise<Attributed> {
  const ids = [...new Set(found.flatMap((each) => (isOfTheWorld(each) ? (each.id ?? []) : [])))];
  const log = "problem" in desired || ids.length === 0 ? undefined : auditLogs?.of(desired.cloud);
  try {
    const entries = await log?.lastChanges(ids, since(run, clock.now()));
    return { differences: found.map(({ id = "", ...each }) => attributed(each, entries?.get(id))), notes: [] };
  } catch (thrown) {
    return { differences: found.map(withoutId), notes: [messageOf(thrown)] };
  }
}

function attributed(difference: Difference, by: AuditEntry | undefined): Difference {
  if (!by || !isOfTheWorld(difference) || (difference.cause.kind === "noise" && isCloudItself(by))) return difference;
  return { ...difference, cause: { kind: "changed-outside", by } };
}

function withoutId(found: ResourceDifference): Difference {
  const { id: _, ...difference } = found;
  return difference;
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
