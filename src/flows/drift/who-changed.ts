import type { AuditEntry, Difference, ResourceDifference } from "../../drift/index.ts";
import { type EnvironmentRecord, type History, isRun, type RunRecord } from "../../history/index.ts";
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
  known: OnRecord,
  { auditLogs, clock, history }: Pick<FlowPorts, "auditLogs" | "clock" | "history">,
): Promise<Attributed> {
  const { desired } = known;
  const ids = [...new Set(found.flatMap((each) => (isOfTheWorld(each) ? (each.id ?? []) : [])))];
  const log = "problem" in desired || ids.length === 0 ? undefined : auditLogs?.of(desired.cloud);
  try {
    const runs = runsOf(known.environment, history);
    const entries = log && (await log.lastChanges(ids, await since(known, clock.now(), runs)));
    const own = entries && entries.size > 0 ? await correctedAt(known.environment, runs) : new Map<string, Date>();
    const after = (by: AuditEntry | undefined, subject: string) => {
      const corrected = own.get(subject);
      return by && corrected && new Date(by.at) <= corrected ? undefined : by;
    };
    const differences = found.map((each) =>
      attributed(withoutNames(each), after(entries?.get(each.id ?? ""), each.subject)),
    );
    return { differences, notes: [] };
  } catch (thrown) {
    return { differences: found.map(withoutNames), notes: [messageOf(thrown)] };
  }
}

function attributed(difference: Difference, by: AuditEntry | undefined): Difference {
  const { kind } = difference.cause;
  if (!by || !isOfTheWorld(difference) || (kind !== "changed-outside" && isCloudItself(by))) return difference;
  return { ...difference, cause: { kind: "changed-outside", by } };
}

function withoutNames(found: ResourceDifference): Difference {
  const { id: _, urn: __, isDerived: ___, ...difference } = found;
  return difference;
}

/** Runs of an environment, newest first: read when they are first asked for, and once. */
type Runs = () => Promise<readonly RunRecord[]>;

function runsOf(environment: string, history: Pick<History, "list">): Runs {
  let asked: Promise<readonly RunRecord[]> | undefined;
  return () => (asked ??= history.list({ environment }).then(({ records }) => records.filter(isRun)));
}

/** By subject, when a correction of it ended last: what the log has of that resource up to then, the correction did or undid. */
async function correctedAt(environment: string, runs: Runs): Promise<ReadonlyMap<string, Date>> {
  const ended = new Map<string, Date>();
  // The newest record comes last, and stays.
  for (const { at, environments } of (await runs()).toReversed())
    for (const { environment: of, corrected = [] } of environments)
      if (of === environment) for (const { subject } of corrected) ended.set(subject, new Date(at));
  return ended;
}

/** As long as people may take to ask. In milliseconds. */
const longest = 30 * 24 * 3_600_000;

/**
 * The last run that changed anything: what it changed itself is in the log as well. Runs after it that changed nothing leave what was
 * changed before them.
 */
async function since({ environment, run }: OnRecord, now: Date, runs: Runs): Promise<Date> {
  const earliest = new Date(now.getTime() - longest);
  if (!run) return earliest;
  const hasChanged = ({ layers }: Pick<EnvironmentRecord, "layers">) =>
    layers.some(({ layer, steps }) => layer === "infrastructure" && steps.length > 0);
  if (hasChanged(run)) return new Date(run.at);
  const last = (await runs()).find(
    ({ kind, environments }) =>
      kind !== "refresh" && environments.some((each) => each.environment === environment && hasChanged(each)),
  );
  const at = last ? new Date(last.at) : earliest;
  return at > earliest ? at : earliest;
}

/**
 * What a person has changed is no noise, also where the program says nothing of it, so that bringing it up would leave it. It is explained as
 * well where a refresh has taken it over into the state since, so that the cloud is what the state says.
 */
const isOfTheWorld = ({ cause }: Difference): boolean => cause.kind !== "not-applied";

/** The accounts in which Google's services act on their own resources (cloud.google.com/iam/docs/service-agents). */
function isCloudItself({ actor }: AuditEntry): boolean {
  return actor.startsWith("system:") || /^service-\d+@|@cloudservices\.gserviceaccount\.com$/u.test(actor);
}
