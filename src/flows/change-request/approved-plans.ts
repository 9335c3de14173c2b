import type { ChangeRequest } from "../../forge/index.ts";
import type { FoundPlan, History, HistoryRecord, PreviewRecord } from "../../history/index.ts";

/** Milliseconds by which the clock of the forge may be behind that of the machine that previewed; its times are whole seconds. */
const clockTolerance = 60_000;

/**
 * For each environment the plan that was shown last of the change request's head, before it was merged.
 *
 * What is previewed after the merge was shown to none of the approvers.
 */
export async function approvedPlans(
  { head, merge }: Pick<ChangeRequest, "head" | "merge">,
  history: Pick<History, "list">,
): Promise<ReadonlyMap<string, FoundPlan>> {
  const latest = merge ? Date.parse(merge.at) + clockTolerance : Number.POSITIVE_INFINITY;
  const previews = (await history.list()).records
    .filter(isPreview)
    .filter(({ range, at }) => range.head === head.commit && Date.parse(at) <= latest);
  const plans = new Map<string, FoundPlan>();
  // Newest first: the last preview of all is the one that the comment showed.
  for (const { plans: shown, at } of previews)
    for (const plan of shown)
      if (!plans.has(plan.environment))
        plans.set(plan.environment, { ...plan, at, shownBy: `the preview of ${head.commit.slice(0, 7)} at ${at}` });
  return plans;
}

function isPreview(record: HistoryRecord): record is PreviewRecord {
  return record.kind === "preview";
}
