/**
 * The `tls` package: keys, requests and certificates that are made once and kept in a program's state.
 *
 * In:   a program's inputs.
 * Out:  {@link tlsPackage}.
 * Must not know: the store, clusters, the engine.
 */
export { tlsPackage } from "./tls-package.ts";
