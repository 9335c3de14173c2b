import type { UnappliedMerge } from "./audit.ts";
import {
  type AuditScope,
  auditedCommits,
  type CommitFacts,
  isWithinPeriod,
  type RecordOfPreview,
  type RecordOfRun,
} from "./join-audit.ts";

/** An environment that a commit of the branch changes. */
export interface ChangedEnvironment {
  readonly name: string;
  /** The commit removes its folder, so that only a `destroy` brings it to that. */
  readonly isRemoved: boolean;
}

/** How far runs on record have brought environments: the number of commits of the branch that are newer. */
export interface BroughtTo {
  readonly up: ReadonlyMap<string, number>;
  readonly destroy: ReadonlyMap<string, number>;
}

/** @param newerThan how many of the branch's newest commits are not in the history of a commit */
export function broughtTo(runs: readonly RecordOfRun[], newerThan: ReadonlyMap<string, number>): BroughtTo {
  const places = { up: new Map<string, number>(), destroy: new Map<string, number>() };
  for (const { kind, commit, environments } of runs) {
    const place = newerThan.get(commit);
    if (kind === "refresh" || kind === "correct" || place === undefined) continue;
    for (const { environment, result } of environments)
      if (result === "succeeded")
        places[kind].set(environment, Math.min(place, places[kind].get(environment) ?? Number.POSITIVE_INFINITY));
  }
  return places;
}

/** Whether runs have brought an environment to the commit with that many newer ones on the branch. */
export function isBroughtTo(
  { name, isRemoved }: ChangedEnvironment,
  place: number,
  { up, destroy }: BroughtTo,
): boolean {
  const reached = (isRemoved ? destroy : up).get(name);
  return reached !== undefined && reached <= place;
}

/**
 * Commits of the branch that no run on record has brought up to every environment that they change, newest first.
 *
 * @param line the branch, newest commit first
 * @param changedBy what each commit changes; absent for those that cannot be waiting
 */
export function unappliedMerges(
  line: readonly CommitFacts[],
  changedBy: ReadonlyMap<string, readonly ChangedEnvironment[]>,
  reached: BroughtTo,
  previews: readonly RecordOfPreview[],
  scope: AuditScope,
): readonly UnappliedMerge[] {
  const audited = auditedCommits(previews);
  return line.flatMap((commit, place) => {
    if (!isWithinPeriod(commit.committedAt.getTime(), scope)) return [];
    const environments = (changedBy.get(commit.id) ?? [])
      .filter((each) => !isBroughtTo(each, place, reached))
      .map(({ name }) => name)
      .filter((name) => scope.environments.length === 0 || scope.environments.includes(name))
      .toSorted();
    return environments.length === 0 ? [] : [{ ...audited(commit), environments }];
  });
}
