import type { CorrectedDifference } from "../change/index.ts";
import type { FleetCorrection } from "../correction/index.ts";
import { counted } from "../lib/index.ts";
import { type Block, code, heading, line, list, type Words } from "./document/index.ts";
import { correctionTable, fightsSection, localNote, shortCommit } from "./section/index.ts";

/** What became of drift: what a person has to end first, then each difference. */
export function correctionReport(correction: FleetCorrection): readonly Block[] {
  return [
    heading("Correction to ", code(shortCommit(correction.commit)), correction.dryRun ? ", not carried out" : ""),
    ...localNote(correction.local),
    ...fightsSection(correction),
    ...correctionTable(correction),
  ];
}

/** A correction that goes on. */
export interface Resumed {
  readonly environment: string;
  readonly last: CorrectedDifference;
}

export function resumedReport(resumed: readonly Resumed[]): readonly Block[] {
  return [
    line(`${counted(resumed.length, "correction")} ${resumed.length === 1 ? "goes" : "go"} on with the next run:`),
    list(resumed.map(({ environment, last }): Words => [`${environment} `, code(last.subject)])),
  ];
}
