/**
 * The `tls` package: keys, requests and certificates that are made once and kept in a program's state.
 *
 * In:   a program's inputs.
 * Out:  {@link tlsProvider}.
 * Must not know: the store, clusters, the engine.
 */
export { tlsProvider } from "./tls-provider.ts";
