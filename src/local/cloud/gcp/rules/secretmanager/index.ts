/**
 * Secret Manager: secrets and their versions.
 *
 * In:   drafts of these types.
 * Out:  their rules.
 * Must not know: what a secret value means. It is passed on to the store, which encrypts it; the console masks it.
 */
export { secret, secretVersion } from "./secrets.ts";
