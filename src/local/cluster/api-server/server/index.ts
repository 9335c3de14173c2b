/**
 * A cluster's API over HTTPS.
 *
 * In:   requests; a {@link ClusterContext} with all that answering takes.
 * Out:  {@link serveCluster}.
 * Must not know: where clusters come from, how many there are.
 */
export { type ClusterServer, serveCluster } from "./cluster-server.ts";
export type { ClusterContext } from "./context.ts";
