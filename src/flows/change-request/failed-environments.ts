import { addCounts, type ChangeRun, type FailedEnvironment, type FollowUp } from "../../change/index.ts";
import {
  type EnvironmentRecord,
  type HistoryPage,
  type KeptRecord,
  type LastRuns,
  lostAfter,
  type RunRecord,
} from "../../history/index.ts";
import type { DeclaredByRun } from "./gone-environments.ts";

interface RunOfEnvironment {
  readonly run: Extract<KeptRecord, RunRecord> & { readonly kind: "up" | "destroy" };
  readonly own: EnvironmentRecord;
}

/**
 * What is to be followed up: environments whose newest `up` or `destroy` did not come to a good end, one that was not started because
 * another one failed included. Not one that is gone: no later run of it would end its failure.
 *
 * @param page of all environments
 */
export async function followUpOf(
  page: HistoryPage,
  { runs, lost }: LastRuns,
  { declared, isGone }: DeclaredByRun,
): Promise<FollowUp> {
  const byEnvironment = runsByEnvironment(page);
  const failed: FailedEnvironment[] = [];
  for (const [environment, own] of byEnvironment)
    for (const each of failedOf(environment, own, page))
      if (!(await isGone(environment, each.commit))) failed.push(each);
  const names = new Set(failed.map(({ environment }) => environment));
  const ids = new Set(failed.map(({ environment }) => byEnvironment.get(environment)?.[0]?.run.id));
  const standing = [...byEnvironment].flatMap(([environment, [newest]]) =>
    newest &&
    !names.has(environment) &&
    newest.own.result === "succeeded" &&
    newest.run.kind === "up" &&
    ids.has(newest.run.id)
      ? [{ environment, commit: newest.run.commit }]
      : [],
  );
  const since = [...runs].filter(([, { lostSince }]) => lostSince.length > 0).map(([name]) => name);
  const never = lost.length > 0 ? [...declared].filter((name) => !runs.has(name)) : [];
  return {
    failed: failed.toSorted(byName),
    standing: standing.toSorted(byName),
    unknown: [...new Set([...since, ...never])].filter((name) => !names.has(name)).toSorted(),
  };
}

/** How many of an environment's newest runs are looked at for one that may have left an issue open. */
const recentRuns = 10;

/**
 * Whether an environment failed not long ago, so that an issue may be open. Others cost the forge no request: a repository whose runs
 * succeed is not asked for its issues after each of them. One that is gone counts for as many runs of others, so that its issue is closed.
 */
export async function failedLately(page: HistoryPage, { isGone }: Pick<DeclaredByRun, "isGone">): Promise<boolean> {
  const recent = new Set(page.records.filter(isChange).slice(0, recentRuns));
  for (const [environment, runs] of runsByEnvironment(page)) {
    const failed = runs.slice(0, recentRuns).filter(({ own }) => own.result !== "succeeded");
    const [newest] = failed;
    if (!newest) continue;
    if (failed.some(({ run }) => recent.has(run)) || !(await isGone(environment, newest.run.commit))) return true;
  }
  return false;
}

function runsByEnvironment({ records }: HistoryPage): ReadonlyMap<string, readonly RunOfEnvironment[]> {
  const found = new Map<string, RunOfEnvironment[]>();
  for (const record of records)
    if (isChange(record))
      for (const own of record.environments)
        found.set(own.environment, [...(found.get(own.environment) ?? []), { run: record, own }]);
  return found;
}

function isChange(record: KeptRecord): record is RunOfEnvironment["run"] {
  return record.kind === "up" || record.kind === "destroy";
}

function failedOf(
  environment: string,
  runs: readonly RunOfEnvironment[],
  page: HistoryPage,
): readonly FailedEnvironment[] {
  const [newest] = runs;
  if (!newest || newest.own.result === "succeeded") return [];
  const { run, own } = newest;
  const problem = own.problem ?? own.layers.find((layer) => layer.problem !== undefined)?.problem;
  const wholeAt = wholeAtOf(runs, page);
  return [
    {
      environment,
      verb: run.kind,
      result: own.result as FailedEnvironment["result"],
      commit: run.commit,
      at: run.at,
      by: run.by,
      ...(problem !== undefined && { problem }),
      done: addCounts(own.layers.map(({ counts }) => counts)),
      ...(run.changeRequest && { changeRequest: run.changeRequest }),
      merges: run.merges ?? [],
      ...(run.kind === "up" && run.queue?.tag !== undefined && { tag: run.queue.tag }),
      ...(wholeAt && { wholeAt }),
    },
  ];
}

function wholeAtOf(runs: readonly RunOfEnvironment[], page: HistoryPage): FailedEnvironment["wholeAt"] {
  const run = runs.find(({ own: { result } }) => result === "succeeded")?.run;
  if (lostAfter(run ?? {}, page).length > 0) return "unknown";
  return run?.kind === "up" ? { commit: run.commit, at: run.at } : undefined;
}

/** With all that a run says of environments that failed in it, which is more than its record keeps. */
export function withDetailsOf({ commit, verb, environments }: ChangeRun, followUp: FollowUp): FollowUp {
  const details = new Map(
    environments.map(({ affected, layers }) => [
      affected.name,
      layers.flatMap((layer) => ("problem" in layer ? layer.problem.details : [])),
    ]),
  );
  const failed = followUp.failed.map((each) => {
    const own = each.commit === commit && each.verb === verb ? details.get(each.environment) : undefined;
    return own && own.length > 0 ? { ...each, details: own } : each;
  });
  return { ...followUp, failed };
}

function byName(one: { readonly environment: string }, other: { readonly environment: string }): number {
  return one.environment < other.environment ? -1 : 1;
}
