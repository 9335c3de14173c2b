/**
 * From the files of a source to the objects they want.
 *
 * In:   a {@link SourceTree}, a path in it, values for variables.
 * Out:  {@link Rendering}: objects with where they are written, and problems with where they are; never one instead of the other.
 * Must not know: the cluster, what was applied before.
 */

export { type Decoration, decorated, normalized } from "../../kubernetes/applied/index.ts";
export { Substitution, substituted, type Variables } from "../../kubernetes/substitution/index.ts";
export { buildSource, PathMissing } from "./build-source.ts";
export type { BuildProblem, DesiredObject, Rendering } from "./desired.ts";
export { readManifests } from "./documents.ts";
export { InFlight } from "./in-flight.ts";
export type { Decryption } from "./opening.ts";
