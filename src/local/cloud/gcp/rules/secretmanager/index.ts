/**
 * Secret Manager: secrets and their versions.
 *
 * In:   drafts of these types.
 * Out:  their rules.
 * Must not know: secret values, but to keep them: the store encrypts them and the console masks them.
 */
export { secret, secretVersion } from "./secrets.ts";
