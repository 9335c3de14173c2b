/**
 * Who owns which fields of an object, by its `managedFields`.
 *
 * In:   objects as the API serves them; sets of fields in Kubernetes' notation.
 * Out:  {@link ownFields} of the sync agent, {@link foreignFields} of others, {@link lostFields}, their paths in words;
 *       {@link ownershipTaken} from kubectl and from Flux.
 * Must not know: what is wanted, watches, who asks.
 */
export { difference, leaves, union } from "./field-set.ts";
export { lostFields } from "./lost-fields.ts";
export { type ForeignFields, foreignFields, ownFields } from "./ownership.ts";
export { isAppliedByFlux, isOverruled, overruledFields, ownershipTaken } from "./take-over.ts";
