import type { History, HistoryRecord, LastRun, PreviewRecord, RunRecord } from "../../../src/history/index.ts";

/** History in a list. */
export class MemoryHistory implements History {
  readonly records: HistoryRecord[] = [];

  async record(entry: HistoryRecord): Promise<void> {
    this.records.unshift(entry);
  }

  async shownPlans(commits: readonly string[], tree: string) {
    const plans = new Map();
    for (const record of this.records.filter((each): each is PreviewRecord => each.kind === "preview"))
      if (record.tree === tree || commits.includes(record.range.head))
        for (const plan of record.plans)
          if (!plans.has(plan.environment))
            plans.set(plan.environment, { ...plan, shownBy: "a preview", at: record.at });
    return plans;
  }

  async lastRuns(): Promise<ReadonlyMap<string, LastRun>> {
    const runs = new Map<string, LastRun>();
    for (const record of this.records.filter(
      (each): each is RunRecord => each.kind === "up" || each.kind === "destroy",
    ))
      for (const each of record.environments)
        if (each.result !== "not-started" && !runs.has(each.environment))
          runs.set(each.environment, { ...each, verb: record.kind, commit: record.commit, at: record.at });
    return runs;
  }

  async list() {
    return { records: this.records, unreadable: [] };
  }
}
