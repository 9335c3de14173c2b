/**
 * An embedded Kubernetes API server, one per simulated cluster, for everything that speaks to a real one.
 *
 * In:   clusters that the simulated GKE wants, requests over HTTPS, writes of simulated controllers.
 * Out:  {@link clusterHost} (servers on ports that stay), {@link ClusterApi} (the same API from inside the process).
 * Must not know: what makes workloads run, gcp resources, Pulumi.
 */
export type { ClusterApi, KubernetesObject, ObjectChange, ResourceId } from "./cluster-api.ts";
export type {
  ClusterAttachment,
  ClusterHost,
  ClusterHostOptions,
  PodLogRequest,
  RunningCluster,
  WantedCluster,
} from "./cluster-host.ts";
export { clusterHost } from "./host/index.ts";
