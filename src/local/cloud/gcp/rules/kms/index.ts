/**
 * Cloud KMS: key rings and their keys.
 *
 * In:   drafts of these types.
 * Out:  their rules.
 * Must not know: who may use a key. What it encrypts is stored as it is.
 */
export { cryptoKey, keyRing } from "./keys.ts";
export { refuseMissingKey } from "./used-key.ts";
