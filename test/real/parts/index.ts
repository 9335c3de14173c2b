/**
 * Executables of other projects that the real suites run, each built once from its sources and kept for all checkouts.
 *
 * In:   Go on PATH; the module of each part (`go.mod`, `go.sum`, Go files in the folder of its name).
 * Out:  {@link realParts}, {@link providedParts}.
 * Must not know: tests, what the executables are used for.
 */
export { builtPart, isBuilt, type OnProgress } from "./build-part.ts";
export { findGo, whyNotBuildable } from "./go.ts";
export { type Part, recipeHash } from "./part.ts";
export { type ProvidedPart, providedParts } from "./provided-parts.ts";
export { type PartKey, realParts } from "./real-parts.ts";
export type { Go } from "./toolchain.ts";
