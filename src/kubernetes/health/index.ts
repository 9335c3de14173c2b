/**
 * Whether an object has become what was asked of it: kstatus' rules as pure functions.
 *
 * In:   one live object.
 * Out:  {@link Health}, with what is missing in words.
 * Must not know: the cluster, other objects, time.
 */
export type { Health } from "./health.ts";
export { healthOf } from "./health-of.ts";
