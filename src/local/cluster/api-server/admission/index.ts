/**
 * What the API server makes of an object before it is stored.
 *
 * In:   an object of a known type, the stored one it replaces, what else the cluster holds.
 * Out:  {@link defaultObject}, {@link prepareNew}, {@link warningsFor}.
 * Must not know: requests, field owners, watches.
 */
export { allocationFaults } from "./allocation.ts";
export { defaultObject } from "./defaults.ts";
export { dropGatedFields } from "./gated-fields.ts";
export { firstGeneration, firstStatus, nextGeneration } from "./lifecycle-fields.ts";
export { prepareNew, prepareReplacement, protections } from "./prepare.ts";
export { warningsFor } from "./warnings.ts";
