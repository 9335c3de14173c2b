/**
 * A layer that Groundwork knows of and does not handle yet: unknown wherever it is declared.
 *
 * In:   which layer.
 * Out:  {@link unhandledLayer}.
 * Must not know: what such a layer consists of.
 */
export { unhandledLayer } from "./unhandled-layer.ts";
