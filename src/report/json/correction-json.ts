import { type CorrectedEnvironment, correctionVerdict, type FleetCorrection } from "../../correction/index.ts";
import type { Resumed } from "../correction-report.ts";

/** What `groundwork correct --json` prints. Within a version members are added, never changed. It holds no value of any property. */
export interface CorrectionJson {
  readonly kind: "correction";
  readonly version: 1;
  readonly commit: string;
  readonly at: string;
  readonly local: boolean;
  readonly dryRun: boolean;
  /** `unknown` before `failed` before `left` (to a person) before `done`. */
  readonly verdict: "unknown" | "failed" | "left" | "done";
  readonly environments: readonly CorrectedEnvironment[];
}

export function correctionJson(correction: FleetCorrection): CorrectionJson {
  const { commit, at, local, dryRun, environments } = correction;
  const verdict = correctionVerdict(correction);
  return { kind: "correction", version: 1, commit, at, local, dryRun, verdict, environments };
}

/** What `groundwork correct --resume … --json` prints. */
export function resumedJson(resumed: readonly Resumed[], dryRun: boolean): object {
  const corrections = resumed.map(({ environment, last: { layer, subject, fingerprint } }) => ({
    environment,
    layer,
    subject,
    fingerprint,
  }));
  return { kind: "resumed-corrections", version: 1, dryRun, corrections };
}
