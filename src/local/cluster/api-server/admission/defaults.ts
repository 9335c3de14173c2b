import { isObject, type JsonObject, listOf, objectOf, objectsIn, setMember, textOf } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import { applyDefaults } from "../schema/index.ts";
import { fill, present, within } from "./fill.ts";
import { fillPod, fillPodSpec } from "./pod-defaults.ts";

type Fill = (object: JsonObject, spec: JsonObject) => void;

const rolling = (object: JsonObject, field: string, settings: JsonObject): void => {
  const strategy = within(object, field);
  fill(strategy, { type: "RollingUpdate" });
  if (strategy.type === "RollingUpdate") fill(within(strategy, "rollingUpdate"), settings);
};

/** What a server computes for absent fields beyond what the schemas say, by group and kind. */
const fills: Readonly<Record<string, Fill>> = {
  "/Pod": (_, spec) => {
    fillPodSpec(spec);
    fillPod(spec);
  },
  "/PodTemplate": (object) => fillTemplate(object),
  "/ReplicationController": (_, spec) => fillTemplate(spec),
  "/Service": fillService,
  "/Secret": (secret) => {
    fill(secret, { type: "Opaque" });
    encodeStringData(secret);
  },
  "/Namespace": (object) => {
    fill(within(within(object, "metadata"), "labels"), {
      "kubernetes.io/metadata.name": objectOf(object.metadata).name,
    });
  },
  "/PersistentVolumeClaim": (_, spec) => fill(spec, { volumeMode: "Filesystem" }),
  "/PersistentVolume": (_, spec) => {
    fill(spec, { persistentVolumeReclaimPolicy: "Retain", volumeMode: "Filesystem" });
    const hostPath = present(spec, "hostPath");
    if (hostPath !== undefined) fill(hostPath, { type: "" });
  },
  "/Node": (node) => {
    const status = within(node, "status");
    if (status.capacity !== undefined) fill(status, { allocatable: status.capacity });
  },
  "apps/Deployment": (_, spec) => {
    fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
    rolling(spec, "strategy", { maxSurge: "25%", maxUnavailable: "25%" });
    fillTemplate(spec);
  },
  "apps/ReplicaSet": (_, spec) => {
    fill(spec, { replicas: 1 });
    fillTemplate(spec);
  },
  "apps/StatefulSet": (_, spec) => {
    fill(spec, { replicas: 1, revisionHistoryLimit: 10, podManagementPolicy: "OrderedReady" });
    rolling(spec, "updateStrategy", { partition: 0 });
    fill(within(spec, "persistentVolumeClaimRetentionPolicy"), { whenDeleted: "Retain", whenScaled: "Retain" });
    fillTemplate(spec);
    for (const claim of objectsIn(spec.volumeClaimTemplates)) {
      fill(claim, { apiVersion: "v1", kind: "PersistentVolumeClaim" });
      fill(within(claim, "spec"), { volumeMode: "Filesystem" });
      fill(within(claim, "status"), { phase: "Pending" });
    }
  },
  "apps/DaemonSet": (object, spec) => {
    fill(spec, { revisionHistoryLimit: 10 });
    fill(within(within(object, "metadata"), "annotations"), { [templateGeneration]: "1" });
    rolling(spec, "updateStrategy", { maxSurge: 0, maxUnavailable: 1 });
    const kept = present(spec, "updateStrategy", "rollingUpdate");
    if (kept !== undefined) fill(kept, { maxSurge: 0, maxUnavailable: 0 });
    fillTemplate(spec);
  },
  "batch/Job": (job, spec) => {
    fillJob(spec);
    const { labels } = objectOf(objectOf(spec.template).metadata);
    const metadata = within(job, "metadata");
    // The same map, as in the server: what it adds to the pods' labels for its selector is then on the Job as well.
    if (labels !== undefined && metadata.labels === undefined) metadata.labels = labels;
  },
  "/LimitRange": (_, spec) => {
    for (const limit of objectsIn(spec.limits)) if (limit.type === "Container") fillLimit(limit);
  },
  "batch/CronJob": (_, spec) => {
    fill(spec, {
      concurrencyPolicy: "Allow",
      failedJobsHistoryLimit: 1,
      successfulJobsHistoryLimit: 3,
      suspend: false,
    });
    const job = present(spec, "jobTemplate", "spec");
    if (job !== undefined) fillTemplate(job);
  },
  "autoscaling/HorizontalPodAutoscaler": (object, spec) => {
    fill(spec, { minReplicas: 1 });
    if (object.apiVersion === "autoscaling/v2") fill(spec, { metrics: [defaultMetric] });
    const behavior = present(spec, "behavior");
    if (behavior === undefined) return;
    fill(within(behavior, "scaleUp"), {
      stabilizationWindowSeconds: 0,
      selectPolicy: "Max",
      policies: [fourPods, double],
    });
    fill(within(behavior, "scaleDown"), { selectPolicy: "Max", policies: [double] });
  },
  "networking.k8s.io/NetworkPolicy": (_, spec) => {
    fill(spec, { policyTypes: listOf(spec.egress).length > 0 ? ["Ingress", "Egress"] : ["Ingress"] });
    for (const rule of [...objectsIn(spec.ingress), ...objectsIn(spec.egress)]) {
      for (const port of objectsIn(rule.ports)) fill(port, { protocol: "TCP" });
    }
  },
  "rbac.authorization.k8s.io/RoleBinding": fillBinding,
  "rbac.authorization.k8s.io/ClusterRoleBinding": fillBinding,
  "storage.k8s.io/StorageClass": (object) => fill(object, { reclaimPolicy: "Delete", volumeBindingMode: "Immediate" }),
  "storage.k8s.io/CSIDriver": (_, spec) =>
    fill(spec, {
      attachRequired: true,
      fsGroupPolicy: "ReadWriteOnceWithFSType",
      podInfoOnMount: false,
      requiresRepublish: false,
      seLinuxMount: false,
      storageCapacity: false,
      volumeLifecycleModes: ["Persistent"],
    }),
  "scheduling.k8s.io/PriorityClass": (object) => fill(object, { preemptionPolicy: "PreemptLowerPriority" }),
  "discovery.k8s.io/EndpointSlice": (object) => {
    for (const port of objectsIn(object.ports)) fill(port, { name: "", protocol: "TCP" });
  },
  "apiextensions.k8s.io/CustomResourceDefinition": (_, spec) => {
    const names = within(spec, "names");
    const kind = textOf(names.kind ?? "");
    fill(names, { listKind: `${kind}List`, singular: kind.toLowerCase() });
    fill(spec, { conversion: { strategy: "None" } });
  },
  "admissionregistration.k8s.io/ValidatingAdmissionPolicy": (_, spec) => {
    fill(spec, { failurePolicy: "Fail" });
    fillMatch(present(spec, "matchConstraints"));
  },
  "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding": (_, spec) =>
    fillMatch(present(spec, "matchResources")),
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": (object) =>
    fillWebhooks(object, { reinvocationPolicy: "Never" }),
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": (object) => fillWebhooks(object, {}),
};

/** Counts the templates of a DaemonSet; the version that said it in a field is gone. */
export const templateGeneration = "deprecated.daemonset.template.generation";

const fourPods = { type: "Pods", value: 4, periodSeconds: 15 };
const double = { type: "Percent", value: 100, periodSeconds: 15 };

const defaultMetric = {
  type: "Resource",
  resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
};

/** Fills in, in place, every field that the server sets when a client leaves it out. */
export function defaultObject({ group, kind, type }: ResourceType, object: JsonObject): void {
  applyDefaults(type, object);
  const compute = fills[`${group}/${kind}`];
  if (compute === undefined) return;
  compute(object, type.field("spec") === undefined ? {} : within(object, "spec"));
  applyDefaults(type, object);
}

function fillTemplate(owner: JsonObject): void {
  fillPodSpec(within(within(owner, "template"), "spec"));
}

function fillJob(spec: JsonObject): void {
  if (spec.completions === undefined && spec.parallelism === undefined) fill(spec, { completions: 1 });
  fill(spec, {
    backoffLimit: 6,
    completionMode: "NonIndexed",
    manualSelector: false,
    parallelism: 1,
    podReplacementPolicy: spec.podFailurePolicy === undefined ? "TerminatingOrFailed" : "Failed",
    suspend: false,
  });
  fillTemplate(spec);
}

/** A limit that is not given is the highest one, and what is not asked for is the limit. */
function fillLimit(limit: JsonObject): void {
  const { max, min } = limit;
  if (isObject(max)) fill(within(limit, "default"), max);
  if (isObject(limit.default)) fill(within(limit, "defaultRequest"), limit.default);
  if (isObject(min)) fill(within(limit, "defaultRequest"), min);
}

function fillService(_: JsonObject, spec: JsonObject): void {
  fill(spec, { sessionAffinity: "None", type: "ClusterIP" });
  if (spec.sessionAffinity === "ClientIP") {
    fill(within(within(spec, "sessionAffinityConfig"), "clientIP"), { timeoutSeconds: 10_800 });
  }
  const { type } = spec;
  if (type !== "ExternalName") fill(spec, { internalTrafficPolicy: "Cluster" });
  if (type === "NodePort" || type === "LoadBalancer") fill(spec, { externalTrafficPolicy: "Cluster" });
  if (type === "LoadBalancer") fill(spec, { allocateLoadBalancerNodePorts: true });
  if (spec.sessionAffinity === "None") delete spec.sessionAffinityConfig;
  for (const port of objectsIn(spec.ports)) {
    // Zero and the empty text are how an unset target is written.
    if (port.targetPort === 0 || port.targetPort === "") delete port.targetPort;
    fill(port, { protocol: "TCP", targetPort: port.port });
  }
}

/** A client may write a secret's values in clear; the server keeps them encoded. */
function encodeStringData(secret: JsonObject): void {
  const clear = objectOf(secret.stringData);
  if (secret.stringData === undefined) return;
  const data = within(secret, "data");
  for (const [key, value] of Object.entries(clear)) setMember(data, key, Buffer.from(textOf(value)).toString("base64"));
  delete secret.stringData;
}

function fillBinding(object: JsonObject): void {
  const group = "rbac.authorization.k8s.io";
  const role = present(object, "roleRef");
  if (role !== undefined && (role.apiGroup === undefined || role.apiGroup === "")) role.apiGroup = group;
  for (const subject of objectsIn(object.subjects)) {
    if (subject.kind === "User" || subject.kind === "Group") fill(subject, { apiGroup: group });
  }
}

function fillMatch(match: JsonObject | undefined): void {
  if (match === undefined) return;
  fill(match, { matchPolicy: "Equivalent", namespaceSelector: {}, objectSelector: {} });
  for (const name of ["resourceRules", "excludeResourceRules"])
    for (const rule of objectsIn(match[name])) fill(rule, { scope: "*" });
}

function fillWebhooks(object: JsonObject, extra: JsonObject): void {
  for (const webhook of objectsIn(object.webhooks)) {
    fill(webhook, {
      failurePolicy: "Fail",
      matchPolicy: "Equivalent",
      namespaceSelector: {},
      objectSelector: {},
      timeoutSeconds: 10,
      ...extra,
    });
    for (const rule of objectsIn(webhook.rules)) fill(rule, { scope: "*" });
    const service = present(webhook, "clientConfig", "service");
    if (service !== undefined) fill(service, { port: 443 });
  }
}
