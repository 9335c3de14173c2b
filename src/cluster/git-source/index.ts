/**
 * Where agents fetch Git from: the checkout's remote, or a copy that the local cloud's Git host serves.
 *
 * In:   a clone, the Git host of the local cloud.
 * Out:  {@link syncSource}.
 * Must not know: environments, clusters.
 */
export { syncSource } from "./sync-source.ts";
