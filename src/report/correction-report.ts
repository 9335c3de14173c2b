import type { CorrectedDifference } from "../change/index.ts";
import type { CorrectionResult, FleetCorrection } from "../correction/index.ts";
import { counted } from "../lib/index.ts";
import { type Block, code, heading, line, list, type Words } from "./document/index.ts";
import { correctionTable, fightsSection, localNote, proposalsSection, shortCommit, whyLeft } from "./section/index.ts";

/** What became of drift: what a person has to end first, then each difference. */
export function correctionReport(correction: FleetCorrection): readonly Block[] {
  return [
    heading("Correction to ", code(shortCommit(correction.commit)), correction.dryRun ? ", not carried out" : ""),
    ...localNote(correction.local),
    ...fightsSection(correction),
    ...correctionTable(correction),
    ...proposalsSection(correction),
  ];
}

/** A correction that goes on. */
export interface Resumed {
  readonly environment: string;
  readonly last: CorrectedDifference;
}

export function resumedReport(resumed: readonly Resumed[], dryRun: boolean): readonly Block[] {
  const goesOn = resumed.length === 1 ? "goes on with the next run" : "go on with the next run";
  return [
    line(`${counted(resumed.length, "correction")} ${dryRun ? "would go on" : goesOn}:`),
    list(resumed.map(({ environment, last }): Words => [`${environment} `, code(last.subject)])),
  ];
}

/** The text of a change request that declares what stands, or of the issue about what none can declare. The values are in the change itself. */
export function proposalText(environment: string, results: readonly CorrectionResult[]): readonly Block[] {
  const items = results.map(({ difference: { subject, paths, by }, end }): Words => {
    const who = by ? `, changed by ${by.actor} at ${by.at}` : "";
    const what =
      end.kind === "left" ? `: ${whyLeft[end.because]}` : "fields" in end ? `: ${end.fields.join(", ")}` : "";
    return [code(subject), ` ${paths.join(", ")}${who}${what}`];
  });
  return [
    line(`In ${environment} this was changed outside of Git:`),
    list(items),
    line(
      "Declare it with a change of your own, accept it in exceptions.yaml, or undo it with ",
      code(`groundwork up --env ${environment} --refresh`),
    ),
  ];
}
