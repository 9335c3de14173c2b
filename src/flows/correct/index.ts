/**
 * What is done about drift, without a person.
 *
 * In:   a comparison of the fleet with its commit; the file of corrections of the protected branch; how often something was corrected.
 * Out:  {@link correctDrift}: what became of each difference; {@link resumeCorrections}: a person's word that what was paused goes on.
 * Must not know: which engine runs, terminals, how results are shown.
 */
export { type CorrectRequest, correctDrift, type Proposing } from "./correct-drift.ts";
export { resumeCorrections } from "./remembered.ts";
