/**
 * Compute Engine: networks, addresses, machines, groups of them and what balances load over them.
 *
 * In:   drafts of these types.
 * Out:  {@link computeRules} by type token without `gcp:`.
 * Must not know: other services' types, but the names of those that it refers to.
 */
export { externalAddress, internalAddress } from "./allocation.ts";
export { computeRules } from "./compute-rules.ts";
export { protectedFromDeletion } from "./instance.ts";
