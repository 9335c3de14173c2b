/**
 * What the API server makes of an object before it is stored, and what it refuses.
 *
 * In:   an object of a known type, the stored one it replaces, what else the cluster holds.
 * Out:  {@link defaultObject}, {@link prepareNew}, {@link validateNew}, {@link warningsFor}.
 * Must not know: requests, field owners, watches.
 */
export { immutable } from "./causes.ts";
export { defaultObject } from "./defaults.ts";
export { firstGeneration, firstStatus, nextGeneration } from "./lifecycle-fields.ts";
export { prepareNew, prepareReplacement } from "./prepare.ts";
export { validateNew, validateReplacement } from "./validate.ts";
export { warningsFor } from "./warnings.ts";
