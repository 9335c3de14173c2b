import type { Manifest } from "./cases.ts";

export const configMap = (data: object, metadata: object = {}): Manifest => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings", ...metadata },
  data,
});
export const secret = (content: object): Manifest => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "login" },
  ...content,
});
export const service = (ports: readonly object[]): Manifest => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web" },
  spec: { selector: { app: "web" }, ports },
});
export const deployment = (pod: object, spec: object = {}): Manifest => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: {
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: pod },
    ...spec,
  },
});
export const container = (more: object = {}): object => ({ name: "web", image: "nginx:1.27", ...more });
export const requests = (cpu: unknown): object => ({ containers: [container({ resources: { requests: { cpu } } })] });
export const env = (...values: readonly object[]): object => ({ containers: [container({ env: values })] });
export const autoscaler = (metrics: readonly string[]): Manifest => ({
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: { name: "web" },
  spec: {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
    maxReplicas: 5,
    metrics: metrics.map((name) => ({
      type: "Resource",
      resource: { name, target: { type: "Utilization", averageUtilization: 50 } },
    })),
  },
});
export const role = (content: object): Manifest => ({
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "Role",
  metadata: { name: "reader" },
  ...content,
});
export const endpoints = (...ips: readonly string[]): Manifest => ({
  apiVersion: "v1",
  kind: "Endpoints",
  metadata: { name: "db" },
  subsets: [{ addresses: ips.map((ip) => ({ ip })), ports: [{ port: 5432 }] }],
});
export const statefulSet: Manifest = {
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: "db" },
  spec: {
    serviceName: "db",
    selector: { matchLabels: { app: "db" } },
    template: { metadata: { labels: { app: "db" } }, spec: { containers: [container()] } },
    volumeClaimTemplates: [
      {
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1024Mi" } } },
      },
    ],
  },
};
export const toleration = (key: string): object => ({ key, operator: "Exists" });
export const aggregated = (rules: readonly object[]): Manifest => ({
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "ClusterRole",
  metadata: { name: "$NS" },
  aggregationRule: { clusterRoleSelectors: [{ matchLabels: { "example.com/role": "$NS" } }] },
  rules,
});
export const webhooks = (clientConfig: object = {}): Manifest => ({
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "ValidatingWebhookConfiguration",
  metadata: { name: "$NS" },
  webhooks: [
    {
      name: "a.example.com",
      clientConfig: { url: "https://127.0.0.1:9", ...clientConfig },
      rules: [
        { apiGroups: ["nothing.example.com"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["things"] },
      ],
      sideEffects: "None",
      admissionReviewVersions: ["v1"],
    },
  ],
});
