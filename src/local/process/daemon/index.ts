/**
 * The local cloud as a process: composes store, simulated cloud, clusters, providers and console over one home.
 *
 * In:   a home folder and options of `src/local/process/main.ts`.
 * Out:  {@link startLocalCloud}.
 * Must not know: environment variables, argv, who calls the console.
 */
export { startLocalCloud } from "./start-local-cloud.ts";
