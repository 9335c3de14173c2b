/**
 * Kubernetes' quantities, such as `100m` and `1.5Gi`, exactly.
 *
 * In:   texts and numbers as clients write them.
 * Out:  {@link parseQuantity}, {@link formatQuantity}, {@link canonicalQuantity}, {@link sameQuantity}.
 * Must not know: which fields hold quantities.
 */
export { canonicalQuantity, formatQuantity, parseQuantity, sameQuantity } from "./quantity.ts";
