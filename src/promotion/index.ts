/**
 * In which order changes reach environments: the promotion file, and which environments of a run come next.
 *
 * In:   `environments/promotion.yaml` with what environments declare, how far each has come, the time.
 * Out:  {@link Promotion}: valid by construction, or every issue of the file with its place; {@link decide}: what is started, what is
 *       looked at, what is held and why.
 * Must not know: Git, records, clusters, clocks.
 */
export { checkEnvironments, type Report } from "./check-stages.ts";
export { type Decision, decide, type PromotionState } from "./decide.ts";
export { duration, isReferenceName, promotionJsonSchema } from "./document.ts";
export { type EnvironmentFacts, type FleetFacts, fleetFacts } from "./fleet-facts.ts";
export { type Promotion, promotionPath, type Stage, stageOf } from "./promotion.ts";
export { readPromotion } from "./read-promotion.ts";
export { isAmong, type References, type ReferencesInto, readReferences, referencesInto } from "./references.ts";
export type { Standing } from "./standing.ts";
