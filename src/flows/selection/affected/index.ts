/**
 * Which environments a change touches, and why.
 *
 * In:   two commits, through the Git port; the program's imports, through the program port.
 * Out:  {@link affectedEnvironments}: every environment whose desired state differs, with its reasons.
 * Must not know: engines, clusters, what a declaration means beyond which files and environments it names.
 */
export { type AffectedPorts, affectedEnvironments } from "./affected-environments.ts";
export { dependenciesAmong, environmentDependencies } from "./dependents.ts";
export { manifestClosure } from "./manifest-closure.ts";
export { declaredLayers } from "./own-changes.ts";
