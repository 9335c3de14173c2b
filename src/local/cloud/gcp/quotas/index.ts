/**
 * Quotas of Compute Engine: what resources take of them, and how much there is.
 *
 * In:   resources of the cloud and one on its way into it; limits as a command or a test sets them; the home's folder.
 * Out:  {@link QuotaLimits}, {@link refuseBeyondQuota}, {@link quotasIn}.
 * Must not know: the store's file, HTTP, Pulumi's protocol.
 * On disk: `quotas.json`, with the limits that were set.
 */
export { type QuotaLimit, QuotaLimits, type QuotaSetting } from "./quota-limits.ts";
export { type QuotaUse, quotasIn, refuseBeyondQuota } from "./usage.ts";
