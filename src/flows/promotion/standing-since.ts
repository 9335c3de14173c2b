import type { EnvironmentRun } from "../../change/index.ts";
import { isGoodEnd } from "../../change/index.ts";
import { type CommitId, emptyTree } from "../../git/index.ts";
import type { EnvironmentRecord, KeptRecord, RunRecord } from "../../history/index.ts";

/** Since when an environment stands as it does now, and at which commit its last run brought it there. */
export interface StandingSince {
  /** In milliseconds. */
  readonly since: number;
  readonly commit: CommitId;
}

/**
 * Since when each environment stands as it does: the end of the first of its last runs after which nothing was changed any more.
 * Environments whose last run failed, or that were taken down, are missing.
 *
 * @param records newest first
 */
export function standingSince(
  records: readonly KeptRecord[],
  environments: ReadonlySet<string>,
): ReadonlyMap<string, StandingSince> {
  const found = new Map<string, StandingSince>();
  const settled = new Set<string>();
  for (const record of records) {
    if (record.kind !== "up" && record.kind !== "destroy") continue;
    for (const run of record.environments) {
      const name = run.environment;
      if (!environments.has(name) || settled.has(name) || wasLeftAlone(run)) continue;
      if (record.kind !== "up" || run.result !== "succeeded") {
        settled.add(name);
        continue;
      }
      const later = found.get(name);
      found.set(name, { since: endOf(run.layers) ?? Date.parse(record.at), commit: later?.commit ?? record.commit });
      if (!leftAsItWas(run, record, records)) settled.add(name);
    }
  }
  return found;
}

/**
 * The commits at which environments were last after an `up` that succeeded. The empty tree stands for those that never were.
 *
 * @param records newest first
 */
export function broughtUpTo(records: readonly KeptRecord[], environments: ReadonlySet<string>): ReadonlySet<CommitId> {
  const found = new Map<string, CommitId>();
  for (const record of records) {
    if (record.kind !== "up") continue;
    for (const { environment, result } of record.environments)
      if (result === "succeeded" && environments.has(environment) && !found.has(environment))
        found.set(environment, record.commit);
  }
  return new Set([...environments].map((name) => found.get(name) ?? emptyTree));
}

/** When the last of an environment's layers ended: a run may go on with others for long after that. In milliseconds. */
export function endOf(layers: readonly { readonly at: string }[]): number | undefined {
  return layers.length === 0 ? undefined : Math.max(...layers.map(({ at }) => Date.parse(at)));
}

function wasLeftAlone({ result }: EnvironmentRecord): boolean {
  return result === "not-started" || result === "refused";
}

/**
 * Whether a run found everything as it had to be. An agent that was handed the commit again and not awaited has changed nothing when the
 * run before it handed over the same.
 */
function leftAsItWas({ environment, layers }: EnvironmentRecord, record: RunRecord, records: readonly KeptRecord[]) {
  const isRepeated = records
    .slice(records.indexOf(record) + 1)
    .some(
      (each) =>
        each.kind === "up" &&
        each.commit === record.commit &&
        each.environments.some((of) => of.environment === environment && of.result === "succeeded"),
    );
  return layers.every(({ kind }) => kind === "unchanged" || kind === "skipped" || (isRepeated && isHandedOver(kind)));
}

function isHandedOver(kind: string): boolean {
  return kind === "published" || kind === "not-converged";
}

/** The same of a run that has just ended. */
export function hasChangedNothing({ layers }: Pick<EnvironmentRun, "layers">, isRepeated: boolean): boolean {
  return layers.every(
    (layer) =>
      isGoodEnd(layer) &&
      (layer.kind === "unchanged" || layer.kind === "skipped" || (isRepeated && isHandedOver(layer.kind))),
  );
}
