/**
 * What makes a cluster live: simulated controllers and a kubelet that really runs one image, the sync agent's.
 *
 * In:   the API of one cluster from inside its process, the cluster's endpoint, a folder for what runs.
 * Out:  {@link startWorkloads}, which keeps status, child objects and processes as a real cluster would.
 * Must not know: HTTP, certificates, gcp resources, what the agent does.
 */
export type { Workloads } from "./start-workloads.ts";
export { startWorkloads } from "./start-workloads.ts";
