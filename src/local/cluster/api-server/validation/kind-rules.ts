import { type JsonObject, objectOf } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { bindingFaults, roleFaults } from "./access.ts";
import { claimSpecFaults } from "./claims.ts";
import { configMapFaults, secretFaults } from "./configuration.ts";
import { eventFaults, leaseFaults, priorityClassFaults, revisionFaults } from "./coordination.ts";
import { definitionFaults } from "./definition-rules.ts";
import { cronJobFaults, jobFaults } from "./jobs.ts";
import { limitRangeFaults, quotaFaults } from "./limits.ts";
import { ingressFaults, networkPolicyFaults } from "./network.ts";
import { podFaults, podSpecFaults } from "./pod-spec.ts";
import { autoscalerFaults, budgetFaults } from "./scaling.ts";
import { endpointSliceFaults, serviceFaults } from "./services.ts";
import { persistentVolumeFaults, storageClassFaults } from "./storage.ts";
import { webhookFaults } from "./webhook-rules.ts";
import { daemonSetFaults, deploymentFaults, replicaSetFaults, statefulSetFaults } from "./workloads.ts";

type Rule = (spec: JsonObject, object: JsonObject) => readonly StatusCause[];

const rules: Readonly<Record<string, Rule>> = {
  "/Pod": podFaults,
  "/PodTemplate": (_, object) => podSpecFaults(objectOf(objectOf(object.template).spec), "template.spec"),
  "/Service": serviceFaults,
  "/ConfigMap": configMapFaults,
  "/Secret": secretFaults,
  "/PersistentVolume": persistentVolumeFaults,
  "/PersistentVolumeClaim": (spec) => claimSpecFaults(spec, "spec"),
  "/ResourceQuota": quotaFaults,
  "/LimitRange": limitRangeFaults,
  "/Event": eventFaults,
  "apps/Deployment": deploymentFaults,
  "apps/ReplicaSet": replicaSetFaults,
  "apps/StatefulSet": statefulSetFaults,
  "apps/DaemonSet": daemonSetFaults,
  "apps/ControllerRevision": revisionFaults,
  "batch/Job": jobFaults,
  "batch/CronJob": cronJobFaults,
  "autoscaling/HorizontalPodAutoscaler": autoscalerFaults,
  "coordination.k8s.io/Lease": leaseFaults,
  "discovery.k8s.io/EndpointSlice": endpointSliceFaults,
  "networking.k8s.io/Ingress": ingressFaults,
  "networking.k8s.io/NetworkPolicy": networkPolicyFaults,
  "policy/PodDisruptionBudget": budgetFaults,
  "rbac.authorization.k8s.io/Role": roleFaults,
  "rbac.authorization.k8s.io/ClusterRole": roleFaults,
  "rbac.authorization.k8s.io/RoleBinding": bindingFaults,
  "rbac.authorization.k8s.io/ClusterRoleBinding": bindingFaults,
  "scheduling.k8s.io/PriorityClass": priorityClassFaults,
  "storage.k8s.io/StorageClass": storageClassFaults,
  "apiextensions.k8s.io/CustomResourceDefinition": definitionFaults,
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": (_, object) => webhookFaults(object),
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": (_, object) => webhookFaults(object),
};

/** What is wrong with an object beyond the shape of its type. */
export function kindFaults({ group, kind }: ResourceType, object: JsonObject): readonly StatusCause[] {
  return rules[`${group}/${kind}`]?.(objectOf(object.spec), object) ?? [];
}
