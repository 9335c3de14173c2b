/**
 * Accesses to clusters, as the outputs of an environment's stack describe them.
 *
 * In:   a stack's outputs; the console of the local cloud.
 * Out:  {@link clusterAccesses}.
 * Must not know: engines, what the agent says.
 */
export { clusterAccesses } from "./cluster-accesses.ts";
