/**
 * What a plan means to those who have to agree to it: what it takes away, and what it opens.
 *
 * In:   {@link PlannedStep}s; what manifests say before and after.
 * Out:  {@link Losses} with their causes, {@link removalIn}, {@link Exposure}s, {@link ManifestExposures}.
 * Must not know: how it is shown.
 */
export type { ExposureKind } from "./exposure-rules.ts";
export { type Exposure, exposuresOf } from "./exposures.ts";
export { type ForcingChange, type Loss, type Losses, lossesOf, madeEmptyBy } from "./losses.ts";
export { type ManifestExposure, type ManifestExposures, manifestExposuresOf } from "./manifest-exposures.ts";
export { removalIn } from "./removal-in.ts";
