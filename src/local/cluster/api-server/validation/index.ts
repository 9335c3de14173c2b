/**
 * What the API server refuses in an object, with the words and the fields that a kube-apiserver names.
 *
 * In:   an object of a known type with its defaults, the stored one that it replaces.
 * Out:  {@link validateNew}, {@link validateReplacement}: all that is wrong with it, as a 422's causes.
 * Must not know: requests, field owners, what else the cluster holds.
 */
export { immutable } from "./causes.ts";
export { validateNew, validateReplacement } from "./validate.ts";
