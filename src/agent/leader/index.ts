/**
 * One agent at a time: a lease in the cluster, even for a single replica.
 *
 * In:   a namespace, a name, who we are.
 * Out:  {@link whileLeading}, which runs the agent only while the lease is held.
 * Must not know: what the agent does.
 */
export { whileLeading } from "./election.ts";
export { leaseMove } from "./lease.ts";
