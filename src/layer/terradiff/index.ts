/**
 * The infrastructure as a layer: the state, or with `refresh` the cloud itself, against the program.
 *
 * In:   the engine of each environment.
 * Out:  {@link terradiff}.
 * Must not know: which engine that is, clusters, Git.
 */
export type { TerradiffPorts } from "./ports.ts";
export { terradiff } from "./terradiff.ts";
