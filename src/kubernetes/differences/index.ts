/**
 * Where two objects differ.
 *
 * In:   an object as it is, and as a dry run says that it would be.
 * Out:  {@link differences}: paths, never values.
 * Must not know: who wants which of the two.
 */
export { differences } from "./differences.ts";
