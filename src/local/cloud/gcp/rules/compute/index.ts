/**
 * Compute Engine: networks, addresses, machines, groups of them and what balances load over them.
 *
 * In:   drafts of these types.
 * Out:  {@link computeRules} by type token without `gcp:`.
 * Must not know: anything of other services' types but their names, which its types refer to.
 */
export { externalAddress, internalAddress } from "./allocation.ts";
export { computeRules } from "./compute-rules.ts";
export { protectedFromDeletion } from "./instance.ts";
