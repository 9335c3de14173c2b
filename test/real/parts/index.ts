/**
 * Executables of other projects that the real suites run, each built once from its sources and kept for all checkouts.
 *
 * In:   Go on PATH; the module of each part (`go.mod`, `go.sum`, Go files in the folder of its name).
 * Out:  {@link realParts}, {@link findGo}, {@link builtPart}.
 * Must not know: tests, what the executables are used for.
 */
export { builtPart, type OnProgress } from "./build-part.ts";
export { findGo, type Go } from "./go.ts";
export { type Part, realParts, recipeHash } from "./part.ts";
