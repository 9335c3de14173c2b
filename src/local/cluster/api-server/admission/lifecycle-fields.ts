import { type JsonObject, objectOf, objectsIn, sameJson, without } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";

/** Built-in kinds whose spec changes are counted. Custom resources always are. */
const counted = new Set([
  "/Pod",
  "/ReplicationController",
  "apps/Deployment",
  "apps/ReplicaSet",
  "apps/StatefulSet",
  "apps/DaemonSet",
  "batch/Job",
  "batch/CronJob",
  "networking.k8s.io/Ingress",
  "networking.k8s.io/IngressClass",
  "networking.k8s.io/NetworkPolicy",
  "policy/PodDisruptionBudget",
  "apiextensions.k8s.io/CustomResourceDefinition",
  "admissionregistration.k8s.io/MutatingWebhookConfiguration",
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
  "admissionregistration.k8s.io/ValidatingAdmissionPolicy",
  "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding",
  "flowcontrol.apiserver.k8s.io/FlowSchema",
  "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration",
  "discovery.k8s.io/EndpointSlice",
  "scheduling.k8s.io/PriorityClass",
]);

/** Kinds without `spec`: everything beside metadata and status counts. */
const wholeObject = new Set([
  "admissionregistration.k8s.io/MutatingWebhookConfiguration",
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
  "discovery.k8s.io/EndpointSlice",
]);

/** `metadata.generation` of a new object, `undefined` for kinds that have none. */
export function firstGeneration({ group, kind, custom }: ResourceType): number | undefined {
  return custom !== undefined || counted.has(`${group}/${kind}`) ? 1 : undefined;
}

/** The generation after a change: one more when what is wanted changed. */
export function nextGeneration(type: ResourceType, before: JsonObject, after: JsonObject): number | undefined {
  const generation = objectOf(before.metadata).generation;
  const current = typeof generation === "number" ? generation : firstGeneration(type);
  if (current === undefined) return undefined;
  return wantedChanged(type, before, after) ? current + 1 : current;
}

function wantedChanged(
  { group, kind, custom, subresources }: ResourceType,
  before: JsonObject,
  after: JsonObject,
): boolean {
  const id = `${group}/${kind}`;
  if (custom !== undefined || wholeObject.has(id)) {
    const rest = (object: JsonObject): JsonObject =>
      without(object, "metadata", "apiVersion", ...(subresources.has("status") ? ["status"] : []));
    return !sameJson(rest(before), rest(after));
  }
  // A Deployment's annotations are copied to its ReplicaSets, so that they are part of what is wanted.
  const annotated = id === "apps/Deployment" && !sameJson(annotationsOf(before), annotationsOf(after));
  return annotated || !sameJson(before.spec, after.spec);
}

function annotationsOf(object: JsonObject): JsonObject {
  return objectOf(objectOf(object.metadata).annotations);
}

/** The status of a new object of a kind with a status subresource: the client's own is ignored. */
export function firstStatus({ group, kind, custom, subresources }: ResourceType, object: JsonObject): JsonObject {
  if (!subresources.has("status")) return object;
  const rest = without(object, "status");
  if (custom !== undefined) return rest;
  return { ...rest, status: builtInStatus(`${group}/${kind}`, object) };
}

function builtInStatus(id: string, object: JsonObject): JsonObject {
  switch (id) {
    case "/Pod":
      return { phase: "Pending", qosClass: "BestEffort" };
    case "/Service":
      return { loadBalancer: {} };
    case "/Namespace":
      return { phase: "Active" };
    case "/PersistentVolumeClaim":
    case "/PersistentVolume":
      return { phase: "Pending" };
    case "apps/DaemonSet":
      return { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 };
    case "apps/ReplicaSet":
    case "/ReplicationController":
      return { replicas: 0 };
    case "apps/StatefulSet":
      return { availableReplicas: 0, replicas: 0 };
    case "networking.k8s.io/Ingress":
      return { loadBalancer: {} };
    case "policy/PodDisruptionBudget":
      return { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 };
    case "autoscaling/HorizontalPodAutoscaler":
      return object.apiVersion === "autoscaling/v1"
        ? { currentReplicas: 0, desiredReplicas: 0 }
        : { currentMetrics: null, desiredReplicas: 0 };
    case "apiextensions.k8s.io/CustomResourceDefinition":
      return { acceptedNames: { kind: "", plural: "" }, conditions: null, storedVersions: storedVersions(object) };
    // A node registers itself with what it is; the flow-control objects are the server's own.
    case "/Node":
    case "flowcontrol.apiserver.k8s.io/FlowSchema":
    case "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration":
      return objectOf(object.status);
    default:
      return {};
  }
}

function storedVersions(definition: JsonObject): readonly unknown[] {
  return objectsIn(objectOf(definition.spec).versions)
    .filter(({ storage }) => storage === true)
    .map(({ name }) => name);
}
