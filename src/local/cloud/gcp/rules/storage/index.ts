/**
 * Cloud Storage: buckets and the objects in them.
 *
 * In:   drafts of these types.
 * Out:  their rules.
 * Must not know: what an object contains. Its content is stored as it was given.
 */
export { bucket, bucketObject } from "./buckets.ts";
