import type { Manifest } from "./exchange.ts";

const container = { name: "c", image: "nginx:1" };
const labels = { app: "a" };
const template = { metadata: { labels }, spec: { containers: [container] } };

/** Small right objects, which rows of the tables change. */
export const pod: Manifest = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "pod" },
  spec: { serviceAccountName: "default", automountServiceAccountToken: false, containers: [container] },
};

export const configMap: Manifest = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "cm" }, data: { a: "1" } };

export const secret: Manifest = { apiVersion: "v1", kind: "Secret", metadata: { name: "secret" }, data: { a: "YQ==" } };

export const service: Manifest = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "service" },
  spec: { selector: labels, ports: [{ name: "http", port: 80 }] },
};

export const deployment: Manifest = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "deployment" },
  spec: { selector: { matchLabels: labels }, template },
};

export const statefulSet: Manifest = {
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: "set" },
  spec: { serviceName: "set", selector: { matchLabels: labels }, template },
};

export const daemonSet: Manifest = {
  apiVersion: "apps/v1",
  kind: "DaemonSet",
  metadata: { name: "daemon" },
  spec: { selector: { matchLabels: labels }, template },
};

const once = { metadata: { labels }, spec: { restartPolicy: "Never", containers: [container] } };

export const job: Manifest = {
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "job" },
  spec: { template: once },
};

export const cronJob: Manifest = {
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "cron" },
  spec: { schedule: "*/5 * * * *", jobTemplate: { spec: { template: once } } },
};

export const ingress: Manifest = {
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name: "ingress" },
  spec: {
    ingressClassName: "some",
    rules: [
      {
        host: "a.example.com",
        http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "a", port: { number: 80 } } } }] },
      },
    ],
  },
};

export const networkPolicy: Manifest = {
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "policy" },
  spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8" } }], ports: [{ port: 80 }] }] },
};

export const budget: Manifest = {
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name: "budget" },
  spec: { minAvailable: 1, selector: { matchLabels: labels } },
};

export const autoscaler: Manifest = {
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: { name: "scaler" },
  spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "a" }, maxReplicas: 3 },
};

export const claim: Manifest = {
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "claim" },
  spec: { storageClassName: "some", accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
};

export const volume: Manifest = {
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name: "{ns}" },
  spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/data" } },
};

export const storageClass: Manifest = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: "{ns}" },
  provisioner: "example.com/disk",
};

export const role: Manifest = {
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "Role",
  metadata: { name: "role" },
  rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
};

export const roleBinding: Manifest = {
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "RoleBinding",
  metadata: { name: "binding" },
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "role" },
  subjects: [{ kind: "ServiceAccount", name: "default", namespace: "{ns}" }],
};

export const clusterRole: Manifest = { ...role, kind: "ClusterRole", metadata: { name: "{ns}" } };

export const lease: Manifest = {
  apiVersion: "coordination.k8s.io/v1",
  kind: "Lease",
  metadata: { name: "lease" },
  spec: { holderIdentity: "a", leaseDurationSeconds: 15 },
};

export const quota: Manifest = {
  apiVersion: "v1",
  kind: "ResourceQuota",
  metadata: { name: "quota" },
  spec: { hard: { pods: "10" } },
};

export const limitRange: Manifest = {
  apiVersion: "v1",
  kind: "LimitRange",
  metadata: { name: "limits" },
  spec: { limits: [{ type: "Container", default: { cpu: "1" }, defaultRequest: { cpu: "500m" } }] },
};

export const serviceAccount: Manifest = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "account" } };

export const priorityClass: Manifest = {
  apiVersion: "scheduling.k8s.io/v1",
  kind: "PriorityClass",
  metadata: { name: "{ns}" },
  value: 1,
};

export const endpointSlice: Manifest = {
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: { name: "slice" },
  addressType: "IPv4",
  endpoints: [{ addresses: ["10.0.0.1"] }],
  ports: [{ name: "http", port: 80 }],
};

export const event: Manifest = {
  apiVersion: "v1",
  kind: "Event",
  metadata: { name: "event" },
  involvedObject: { kind: "ConfigMap", namespace: "{ns}", name: "cm" },
  reason: "Tested",
  message: "A test wrote this",
  type: "Normal",
};
