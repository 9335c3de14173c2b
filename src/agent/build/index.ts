/**
 * From the files of a source to the objects they want.
 *
 * In:   a {@link SourceTree}, a path in it, values for variables.
 * Out:  {@link Rendering}: objects with where they are written, and problems with where they are; never one instead of the other.
 * Must not know: the cluster, what was applied before.
 */
export { buildSource, PathMissing } from "./build-source.ts";
export { type Decoration, decorated } from "./decorate.ts";
export type { BuildProblem, DesiredObject, Rendering } from "./desired.ts";
export { readManifests } from "./documents.ts";
export { InFlight } from "./in-flight.ts";
export { normalized } from "./normalize.ts";
export { substituted } from "./substitute.ts";
