import { groupVersion, type KubernetesObject } from "../../kubernetes/client/index.ts";

/** Steps of applying, in order. What is in one step does not depend on the rest of it. */
export const stages = ["definitions", "classes", "configuration", "workloads", "webhooks"] as const;
export type Stage = (typeof stages)[number];

const definitions = new Set(["CustomResourceDefinition", "Namespace", "ClusterRole"]);
const configuration = new Set(
  (
    "ResourceQuota LimitRange ServiceAccount Role RoleBinding ClusterRoleBinding ConfigMap Secret " +
    "PersistentVolume PersistentVolumeClaim Service NetworkPolicy PodDisruptionBudget"
  ).split(" "),
);
const webhooks = new Set(["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]);

/** Groups that Kubernetes itself serves have no dot, or end so. */
const builtIn = (group: string): boolean => !group.includes(".") || group.endsWith(".k8s.io");

/**
 * In which step an object is applied: what others need to exist comes first, what can refuse others comes last.
 *
 * Custom resources come with the workloads: the webhooks that check them are served by workloads.
 */
export function stageOf({ apiVersion, kind }: Pick<KubernetesObject, "apiVersion" | "kind">): Stage {
  const { group } = groupVersion(apiVersion);
  if (definitions.has(kind) && builtIn(group)) return "definitions";
  if (kind.endsWith("Class")) return "classes";
  if (configuration.has(kind) && builtIn(group)) return "configuration";
  if (webhooks.has(kind) && builtIn(group)) return "webhooks";
  return "workloads";
}
