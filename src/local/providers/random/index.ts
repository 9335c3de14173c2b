/**
 * The `random` package: names, numbers, passwords and orders that are drawn once and kept in a program's state.
 *
 * In:   a program's inputs.
 * Out:  {@link randomProvider}.
 * Must not know: the store, clusters, the engine.
 */
export { randomProvider } from "./random-provider.ts";
