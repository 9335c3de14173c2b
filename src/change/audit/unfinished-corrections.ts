import type { CorrectedDifference } from "../corrected.ts";
import type { UnfinishedCorrection } from "./audit.ts";
import { type AuditScope, isWanted, isWithinPeriod, type RecordOfRun } from "./join-audit.ts";

/** What the record of corrections that are about to be made says. */
export interface RecordOfCorrections {
  readonly id: string;
  readonly at: string;
  readonly commit: string;
  readonly by: string;
  readonly environments: readonly {
    readonly environment: string;
    /** Empty where a person let corrections go on: that begins none. */
    readonly begun: readonly CorrectedDifference[];
  }[];
  readonly link?: { readonly number: number; readonly digest: string };
}

/**
 * Corrections of the scope that were begun and that no run on record ends, in the order of `corrections`; the environments of one record by
 * their names. Whether the run was cut off, still runs, or could not be recorded is not known.
 *
 * @param runs all that are on record, also those after the period
 */
export function unfinishedCorrections(
  corrections: readonly RecordOfCorrections[],
  runs: readonly RecordOfRun[],
  scope: AuditScope,
): readonly UnfinishedCorrection[] {
  const keyOf = (record: string, environment: string) => JSON.stringify([record, environment]);
  const ended = new Set(
    runs.flatMap(({ corrects, environments }) =>
      corrects === undefined ? [] : environments.map(({ environment }) => keyOf(corrects, environment)),
    ),
  );
  return corrections
    .filter(({ at }) => isWithinPeriod(Date.parse(at), scope))
    .flatMap(({ id, at, by, commit, environments, link }) =>
      environments
        .filter(({ environment, begun }) => begun.length > 0 && !ended.has(keyOf(id, environment)))
        .filter(({ environment }) => isWanted(environment, scope))
        .toSorted((one, other) => (one.environment < other.environment ? -1 : 1))
        .map(({ environment, begun }) => ({
          record: id,
          ...(link && { number: link.number, digest: link.digest }),
          environment,
          at,
          by,
          commit,
          corrected: begun,
        })),
    );
}
