import type { ChangeRun, FollowUp, FollowUpShown } from "../../change/index.ts";
import { type BoardLimits, type Forge, type Issues, limitsWithoutBoard } from "../../forge/index.ts";
import type { HistoryPage } from "../../history/index.ts";
import { LeaseHeld } from "../../lease/index.ts";
import type { FlowPorts } from "../ports.ts";
import { recordOfRun } from "../run/index.ts";
import type { Attempts } from "./attempts.ts";
import { failedLately, followUpOf, withDetailsOf } from "./failed-environments.ts";
import { declaredByRun } from "./gone-environments.ts";

/** How the issue about environments that failed is written. */
export interface FollowUpWriter {
  readonly issue: (followUp: FollowUp, limits: BoardLimits) => { readonly title: string; readonly body: string };
  /** The last comment of an issue about what is mended. */
  readonly mended: (by: ChangeRun, limits: BoardLimits) => string;
}

export type FollowUpPorts = Pick<FlowPorts, "git" | "history" | "leases" | "engines" | "clock" | "actor">;

/**
 * Keeps the one issue about environments that failed at what is on record after a run: opens it, edits it, opens it again, and closes it
 * when no environment is left that failed. All environments have one issue, so that it costs two requests at most, however many fail.
 *
 * The issue is written under a lease, so that of two runs that end at the same time the later one finds what the earlier one has opened,
 * and says what both have recorded. Nothing is closed where a lost record may be of a run that failed.
 *
 * @returns `undefined` where there is nothing to follow up, and where the forge did not take it: that is among the attempts.
 */
export async function tellFailures(
  run: ChangeRun,
  { issues, board }: Pick<Forge, "issues" | "board">,
  ports: FollowUpPorts,
  write: FollowUpWriter,
  attempts: Attempts,
): Promise<FollowUpShown | undefined> {
  if (run.environments.length === 0) return undefined;
  return await attempts.try(async () => {
    const page = await recordsWith(run, ports);
    const lastRuns = await ports.history.lastRuns();
    const declared = await declaredByRun(run, lastRuns, ports);
    if (!(await failedLately(page, declared))) return undefined;
    if (!issues)
      return (await followUpOf(page, lastRuns, declared)).failed.length > 0 ? { kind: "no-issues" } : undefined;
    const limits = board?.limits ?? limitsWithoutBoard;
    const doing = `follow-up of ${run.commit.slice(0, 7)}`;
    return await alone(doing, ports.leases, () => keepIssue(run, issues, limits, ports, write));
  });
}

/** No environment has such a name: they begin with a letter. */
const leaseOfFollowUp = "_follow-up";

/** How often the lease is asked for. Each time it is watched for as long as it takes to see that its run lives. */
const mostTries = 4;

/** Also in a job that waits for environments: what it did is done, and is not kept from its end by another job's issue. */
const waits = false;

/** Does `work` while no other run keeps the issue. @throws {LeaseHeld} */
async function alone<T>(doing: string, leases: FollowUpPorts["leases"], work: () => Promise<T>, tries = 1): Promise<T> {
  try {
    return (await leases.during([leaseOfFollowUp], doing, work, waits)).result;
  } catch (thrown) {
    // A forge that answers late is asked again for a minute, and the other run holds the lease for as long.
    if (!(thrown instanceof LeaseHeld) || tries === mostTries) throw thrown;
    return await alone(doing, leases, work, tries + 1);
  }
}

async function keepIssue(
  run: ChangeRun,
  issues: Issues,
  limits: BoardLimits,
  ports: FollowUpPorts,
  write: FollowUpWriter,
): Promise<FollowUpShown | undefined> {
  // Read anew: the run that held the lease before has recorded what it did.
  const page = await recordsWith(run, ports);
  const lastRuns = await ports.history.lastRuns();
  const recorded = await followUpOf(page, lastRuns, await declaredByRun(run, lastRuns, ports));
  const followUp = withDetailsOf(run, recorded);
  // A rehearsal has a state and a record of its own, and says nothing of what stands.
  const subject = ports.engines.local ? "failed environments (local)" : "failed environments";
  if (followUp.failed.length > 0)
    return { kind: "open", ...(await issues.ensureIssue(subject, write.issue(followUp, limits))) };
  if (followUp.unknown.length > 0) return undefined;
  await issues.closeIssue(subject, write.mended(run, limits));
  return { kind: "closed" };
}

/** What is on record, the newest first, before which stands a run that could not be recorded. */
async function recordsWith(run: ChangeRun, ports: FollowUpPorts): Promise<HistoryPage> {
  ports.history.forget?.();
  const page = await ports.history.list();
  const own = run.unrecorded && recordOfRun(run, ports);
  return own ? { ...page, records: [own, ...page.records] } : page;
}
