/**
 * Packages whose resources exist in no cloud: `random` and `tls`.
 *
 * In:   inputs of programs; what the installed packages declare.
 * Out:  {@link logicalPackages}, by name.
 * Must not know: the store, clusters, processes, the engine.
 */
export { logicalPackages } from "./logical-packages.ts";
