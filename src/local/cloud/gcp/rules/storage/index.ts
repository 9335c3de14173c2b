/**
 * Cloud Storage: buckets and the objects in them.
 *
 * In:   drafts of these types.
 * Out:  their rules.
 * Must not know: contents: an object's is kept as it was given.
 */
export { bucket, bucketObject } from "./buckets.ts";
