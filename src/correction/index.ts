/**
 * What becomes of drift: the file of corrections, and which differences are updated back.
 *
 * In:   `environments/corrections.yaml`; what differs, the plan that would undo it, how often it was corrected.
 * Out:  {@link Corrections}: valid by construction, or every issue of the file with its place; {@link decideCorrection}: what is updated, and
 *       why all else is left.
 * Must not know: engines, forges, records, clocks.
 */
export {
  type CorrectedBefore,
  type CorrectionDecision,
  type CorrectionTarget,
  decideCorrection,
  type LeftDifference,
  type WhyLeft,
} from "./decide-correction.ts";
export { correctionsJsonSchema } from "./document.ts";
export {
  type CorrectedEnvironment,
  type CorrectionEnd,
  type CorrectionResult,
  correctionVerdict,
  type FleetCorrection,
} from "./fleet-correction.ts";
export { readCorrections } from "./read-corrections.ts";
export { type CorrectionMode, type CorrectionSettings, type Corrections, correctionsPath } from "./settings.ts";
