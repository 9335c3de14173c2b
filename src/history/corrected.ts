import type { CorrectedDifference } from "../change/index.ts";
import type { CorrectionsRecord, KeptRecord } from "./history.ts";
import { isCorrections, isRun } from "./record-kinds.ts";

/** So many corrections of the same thing within {@link windowMilliseconds} are a fight. */
export const mostCorrections = 3;
/** Of corrections that lie farther apart, each is about something of its own. In milliseconds. */
const windowMilliseconds = 7 * 24 * 3_600_000;

/** What is remembered of corrections of one resource of one environment. */
export interface RememberedCorrection {
  readonly environment: string;
  /** What was corrected last. */
  readonly last: CorrectedDifference;
  readonly commit: string;
  /** When corrections were begun since a person resumed them, oldest first, in ISO 8601. */
  readonly times: readonly string[];
  /** Fingerprints of every difference of it that was corrected: a person may name any of them. */
  readonly fingerprints: readonly string[];
  /** It was corrected so often that two are fighting. A person has to end that. */
  readonly isPaused: boolean;
  /** The last correction was begun, and no run on record has carried it out: it was cut off, or failed. */
  readonly isUnfinished: boolean;
}

/** The resource, and not the fingerprint of the difference: who changes another property each time fights as well. */
const keyOf = (environment: string, { layer, subject }: CorrectedDifference): string =>
  JSON.stringify([environment, layer, subject]);

/**
 * What is remembered of corrections, by the order of the records and not by their times: a clock that was set back makes none of them
 * forgotten. One that lies in the future counts.
 *
 * @param records newest first
 */
export function rememberedCorrections(records: readonly KeptRecord[]): readonly RememberedCorrection[] {
  const found = new Map<string, RememberedCorrection>();
  const begunBy = new Map<string, readonly string[]>();
  for (const record of records.toReversed())
    if (isCorrections(record)) begunBy.set(record.id, follow(found, record));
    else if (isRun(record) && record.corrects !== undefined)
      for (const { environment, result } of record.environments) {
        if (result !== "succeeded") continue;
        for (const key of begunBy.get(record.corrects) ?? []) {
          const state = found.get(key);
          if (state?.environment === environment) found.set(key, { ...state, isUnfinished: false });
        }
      }
  return [...found.values()];
}

/** @returns keys of what the record begins */
function follow(found: Map<string, RememberedCorrection>, record: CorrectionsRecord): readonly string[] {
  const keys: string[] = [];
  for (const { environment, begun, resumed } of record.environments) {
    for (const [key, state] of found)
      if (state.environment === environment && state.fingerprints.some((each) => resumed.includes(each)))
        found.set(key, { ...state, times: [], isPaused: false });
    for (const difference of begun) {
      const key = keyOf(environment, difference);
      keys.push(key);
      const before = found.get(key);
      const now = Date.parse(record.at);
      const times = [
        ...(before?.times ?? []).filter((time) => now - Date.parse(time) <= windowMilliseconds),
        record.at,
      ];
      found.set(key, {
        environment,
        last: difference,
        commit: record.commit,
        times,
        fingerprints: [...new Set([...(before?.fingerprints ?? []), difference.fingerprint])],
        isPaused: before?.isPaused === true || times.length >= mostCorrections,
        isUnfinished: true,
      });
    }
  }
  return keys;
}
