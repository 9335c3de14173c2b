/**
 * Whether an object has become what was asked of it, by the expressions of its Kustomization.
 *
 * In:   one live object; expressions.
 * Out:  {@link expressionsFor} its kind, {@link healthByExpressions}.
 * Must not know: the cluster, kstatus' rules, time.
 */
export { expressionsFor, healthByExpressions } from "./health-by-expressions.ts";
