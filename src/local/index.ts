/**
 * The local cloud: a stand-in for GCP at the provider boundary, in a process and a store of its own.
 *
 * In:   a home folder (`.groundwork/cloud`).
 * Out:  {@link localCloud}, the client of the process that serves that home; it is a `ProviderSource` for the engine.
 *       {@link verifyLocalMachines}: whether its machines can run here; {@link bucketFolder}: where the objects of a bucket lie.
 * Must not know: engines, environments, stacks, flows. Its messages always say "local" and never pretend to be GCP.
 */
export { verifyLocalMachines } from "./machines/index.ts";
export { bucketFolder, type LocalCloud, localCloud } from "./process/index.ts";
