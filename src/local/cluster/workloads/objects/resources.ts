import type { ResourceId } from "../../api-server/index.ts";

const core = (resource: string): ResourceId => ({ group: "", version: "v1", resource });
const apps = (resource: string): ResourceId => ({ group: "apps", version: "v1", resource });
const batch = (resource: string): ResourceId => ({ group: "batch", version: "v1", resource });

/** The kinds that simulated controllers read and write. */
export const resources = {
  nodes: core("nodes"),
  pods: core("pods"),
  services: core("services"),
  endpoints: core("endpoints"),
  configMaps: core("configmaps"),
  secrets: core("secrets"),
  claims: core("persistentvolumeclaims"),
  volumes: core("persistentvolumes"),
  quotas: core("resourcequotas"),
  events: core("events"),
  deployments: apps("deployments"),
  replicaSets: apps("replicasets"),
  statefulSets: apps("statefulsets"),
  daemonSets: apps("daemonsets"),
  jobs: batch("jobs"),
  cronJobs: batch("cronjobs"),
  endpointSlices: { group: "discovery.k8s.io", version: "v1", resource: "endpointslices" },
  ingresses: { group: "networking.k8s.io", version: "v1", resource: "ingresses" },
  autoscalers: { group: "autoscaling", version: "v2", resource: "horizontalpodautoscalers" },
  budgets: { group: "policy", version: "v1", resource: "poddisruptionbudgets" },
  storageClasses: { group: "storage.k8s.io", version: "v1", resource: "storageclasses" },
} as const satisfies Record<string, ResourceId>;
