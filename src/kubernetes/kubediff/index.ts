/**
 * Where an object in a cluster differs from what Git declares of it.
 *
 * In:   an object as the cluster has it; the same as a dry run says it would be; the sets of fields that managers own.
 * Out:  {@link exactChanges} with {@link takenOver}, {@link withoutFields} and {@link foreignTo}; {@link standsAsDeclared}; {@link structuralChanges} by the
 *       cluster's {@link Schemas}, without a dry run; {@link FieldChange}.
 * Must not know: how objects are read, Git, who asks.
 */
export { exactChanges } from "./exact-changes.ts";
export type { FieldChange } from "./field-changes.ts";
export { foreignTo, managerOf, ownersOf } from "./managers.ts";
export { Schemas } from "./schemas.ts";
export { standsAsDeclared } from "./stands-as-declared.ts";
export { structuralChanges } from "./structural-changes.ts";
export { takenOver } from "./taken-over.ts";
export { withoutFields } from "./without-fields.ts";
