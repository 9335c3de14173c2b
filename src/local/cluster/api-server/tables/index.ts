/**
 * Objects as rows for a terminal: what `kubectl get` prints.
 *
 * In:   objects of one type.
 * Out:  {@link tableFor}, a Table of `meta.k8s.io/v1`.
 * Must not know: requests.
 */
export { tableFor } from "./table.ts";
