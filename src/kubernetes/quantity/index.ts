/**
 * Kubernetes' quantities, such as `100m` and `1.5Gi`, exactly.
 *
 * In:   texts and numbers as clients write them.
 * Out:  {@link parseQuantity}, {@link canonicalQuantity}, {@link sameQuantity}.
 * Must not know: which fields hold quantities.
 */
export { canonicalQuantity, parseQuantity, sameQuantity } from "./quantity.ts";
