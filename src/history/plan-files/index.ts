/**
 * Plans that were shown, as files of the checkout.
 *
 * In:   a folder; plans, whose secrets are masked.
 * Out:  {@link planFiles}: one file for each of an environment's last plans.
 * Must not know: records, which preview showed a plan.
 */
export { planFiles } from "./plan-files.ts";
