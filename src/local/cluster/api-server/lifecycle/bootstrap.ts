import { type JsonObject } from "../../../../lib/index.ts";
import type { ClusterState } from "../rest/index.ts";
import { ensureObject } from "./own-writes.ts";

const rbac = "rbac.authorization.k8s.io";
const everything = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
const reading = ["get", "list", "watch"];
const workloads = ["apps", "batch", "autoscaling", "networking.k8s.io", "policy", "discovery.k8s.io", "events.k8s.io"];
const readableCore = [
  "bindings",
  "configmaps",
  "endpoints",
  "events",
  "limitranges",
  "namespaces",
  "persistentvolumeclaims",
  "pods",
  "pods/log",
  "pods/status",
  "replicationcontrollers",
  "resourcequotas",
  "serviceaccounts",
  "services",
];

const clusterRole = (name: string, rules: readonly JsonObject[], aggregated?: string): JsonObject => ({
  apiVersion: `${rbac}/v1`,
  kind: "ClusterRole",
  metadata: { name, labels: { "kubernetes.io/bootstrapping": "rbac-defaults" } },
  rules,
  ...(aggregated === undefined
    ? {}
    : {
        aggregationRule: {
          clusterRoleSelectors: [{ matchLabels: { [`${rbac}/aggregate-to-${aggregated}`]: "true" } }],
        },
      }),
});

const binding = (role: string, ...groups: readonly string[]): JsonObject => ({
  apiVersion: `${rbac}/v1`,
  kind: "ClusterRoleBinding",
  metadata: { name: role, labels: { "kubernetes.io/bootstrapping": "rbac-defaults" } },
  roleRef: { apiGroup: rbac, kind: "ClusterRole", name: role },
  subjects: groups.map((name) => ({ apiGroup: rbac, kind: "Group", name })),
});

const editing: readonly JsonObject[] = [
  { apiGroups: [""], resources: [...readableCore, "secrets", "pods/exec", "serviceaccounts/token"], verbs: everything },
  { apiGroups: workloads, resources: ["*"], verbs: everything },
];

const namespace = (name: string): JsonObject => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });

const priorityClass = (name: string, value: number): JsonObject => ({
  apiVersion: "scheduling.k8s.io/v1",
  kind: "PriorityClass",
  metadata: { name },
  value,
});

/** What every new cluster holds, in the order in which it can be created. */
const initialObjects: readonly JsonObject[] = [
  ...["default", "kube-system", "kube-public", "kube-node-lease"].map(namespace),
  priorityClass("system-cluster-critical", 2_000_000_000),
  priorityClass("system-node-critical", 2_000_001_000),
  clusterRole("cluster-admin", [
    { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
    { nonResourceURLs: ["*"], verbs: ["*"] },
  ]),
  clusterRole(
    "admin",
    [...editing, { apiGroups: [rbac], resources: ["roles", "rolebindings"], verbs: everything }],
    "admin",
  ),
  clusterRole("edit", editing, "edit"),
  clusterRole(
    "view",
    [
      { apiGroups: [""], resources: readableCore, verbs: reading },
      { apiGroups: workloads, resources: ["*"], verbs: reading },
    ],
    "view",
  ),
  clusterRole("system:basic-user", [
    {
      apiGroups: ["authorization.k8s.io"],
      resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
      verbs: ["create"],
    },
    { apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"], verbs: ["create"] },
  ]),
  clusterRole("system:discovery", [
    {
      nonResourceURLs: [
        "/api",
        "/api/*",
        "/apis",
        "/apis/*",
        "/healthz",
        "/livez",
        "/openapi",
        "/openapi/*",
        "/readyz",
        "/version",
        "/version/",
      ],
      verbs: ["get"],
    },
  ]),
  clusterRole("system:public-info-viewer", [
    { nonResourceURLs: ["/healthz", "/livez", "/readyz", "/version", "/version/"], verbs: ["get"] },
  ]),
  clusterRole("system:service-account-issuer-discovery", [
    {
      nonResourceURLs: [
        "/.well-known/openid-configuration",
        "/.well-known/openid-configuration/",
        "/openid/v1/jwks",
        "/openid/v1/jwks/",
      ],
      verbs: ["get"],
    },
  ]),
  binding("cluster-admin", "system:masters"),
  binding("system:basic-user", "system:authenticated"),
  binding("system:discovery", "system:authenticated"),
  binding("system:service-account-issuer-discovery", "system:serviceaccounts"),
  binding("system:public-info-viewer", "system:authenticated", "system:unauthenticated"),
  {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name: "standard-rwo", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
    provisioner: "pd.csi.storage.gke.io",
    parameters: { type: "pd-balanced" },
    allowVolumeExpansion: true,
    volumeBindingMode: "WaitForFirstConsumer",
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "kubernetes", namespace: "default", labels: { component: "apiserver", provider: "kubernetes" } },
    spec: { clusterIP: "10.96.0.1", ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: 6443 }] },
  },
];

/** Creates what every cluster holds and this one does not yet. */
export function bootstrap(cluster: ClusterState): void {
  for (const object of initialObjects) ensureObject(cluster, object);
}
