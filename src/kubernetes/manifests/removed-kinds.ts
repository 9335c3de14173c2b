import { memberOf } from "../../lib/index.ts";
/** A version of a kind that Kubernetes no longer serves. */
export interface RemovedKind {
  /** Release without it: `1.25`. */
  readonly since: string;
  /** `apiVersion` that the kind has now; absent where the kind itself is gone. */
  readonly replacement?: string;
  /** What does its work now, where the kind is gone. */
  readonly instead?: string;
}

const rbac = "ClusterRole ClusterRoleBinding Role RoleBinding";
const claims = "ResourceClaim ResourceClaimTemplate";

/**
 * Every beta and alpha version of a built-in kind that has been removed, by release: apiVersion, kinds, and the version that
 * replaces it. From Kubernetes' "Deprecated API Migration Guide" and the changelogs of 1.14 to 1.34.
 */
const removals: readonly (readonly [since: string, apiVersion: string, kinds: string, replacement?: string])[] = [
  ["1.14", "admissionregistration.k8s.io/v1alpha1", "InitializerConfiguration"],
  ["1.16", "extensions/v1beta1", "DaemonSet Deployment ReplicaSet", "apps/v1"],
  ["1.16", "extensions/v1beta1", "NetworkPolicy", "networking.k8s.io/v1"],
  ["1.16", "extensions/v1beta1", "PodSecurityPolicy"],
  ["1.16", "apps/v1beta1", "ControllerRevision Deployment StatefulSet", "apps/v1"],
  ["1.16", "apps/v1beta2", "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet", "apps/v1"],
  ["1.19", "auditregistration.k8s.io/v1alpha1", "AuditSink"],
  ["1.20", "settings.k8s.io/v1alpha1", "PodPreset"],
  ["1.21", "batch/v2alpha1", "CronJob", "batch/v1"],
  ["1.22", "extensions/v1beta1", "Ingress", "networking.k8s.io/v1"],
  ["1.22", "networking.k8s.io/v1beta1", "Ingress IngressClass", "networking.k8s.io/v1"],
  [
    "1.22",
    "admissionregistration.k8s.io/v1beta1",
    "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
    "admissionregistration.k8s.io/v1",
  ],
  ["1.22", "apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", "apiextensions.k8s.io/v1"],
  ["1.22", "apiregistration.k8s.io/v1beta1", "APIService", "apiregistration.k8s.io/v1"],
  ["1.22", "authentication.k8s.io/v1beta1", "TokenReview", "authentication.k8s.io/v1"],
  [
    "1.22",
    "authorization.k8s.io/v1beta1",
    "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview",
    "authorization.k8s.io/v1",
  ],
  ["1.22", "certificates.k8s.io/v1beta1", "CertificateSigningRequest", "certificates.k8s.io/v1"],
  ["1.22", "coordination.k8s.io/v1beta1", "Lease", "coordination.k8s.io/v1"],
  ["1.22", "rbac.authorization.k8s.io/v1beta1", rbac, "rbac.authorization.k8s.io/v1"],
  ["1.22", "rbac.authorization.k8s.io/v1alpha1", rbac, "rbac.authorization.k8s.io/v1"],
  ["1.22", "scheduling.k8s.io/v1beta1", "PriorityClass", "scheduling.k8s.io/v1"],
  ["1.22", "scheduling.k8s.io/v1alpha1", "PriorityClass", "scheduling.k8s.io/v1"],
  ["1.22", "storage.k8s.io/v1beta1", "CSIDriver CSINode StorageClass VolumeAttachment", "storage.k8s.io/v1"],
  ["1.25", "batch/v1beta1", "CronJob", "batch/v1"],
  ["1.25", "discovery.k8s.io/v1beta1", "EndpointSlice", "discovery.k8s.io/v1"],
  ["1.25", "discovery.k8s.io/v1alpha1", "EndpointSlice", "discovery.k8s.io/v1"],
  ["1.25", "events.k8s.io/v1beta1", "Event", "events.k8s.io/v1"],
  ["1.25", "autoscaling/v2beta1", "HorizontalPodAutoscaler", "autoscaling/v2"],
  ["1.25", "policy/v1beta1", "PodDisruptionBudget", "policy/v1"],
  ["1.25", "policy/v1beta1", "PodSecurityPolicy"],
  ["1.25", "node.k8s.io/v1beta1", "RuntimeClass", "node.k8s.io/v1"],
  ["1.25", "node.k8s.io/v1alpha1", "RuntimeClass", "node.k8s.io/v1"],
  ["1.26", "autoscaling/v2beta2", "HorizontalPodAutoscaler", "autoscaling/v2"],
  [
    "1.26",
    "flowcontrol.apiserver.k8s.io/v1alpha1",
    "FlowSchema PriorityLevelConfiguration",
    "flowcontrol.apiserver.k8s.io/v1",
  ],
  [
    "1.26",
    "flowcontrol.apiserver.k8s.io/v1beta1",
    "FlowSchema PriorityLevelConfiguration",
    "flowcontrol.apiserver.k8s.io/v1",
  ],
  ["1.27", "storage.k8s.io/v1beta1", "CSIStorageCapacity", "storage.k8s.io/v1"],
  ["1.27", "storage.k8s.io/v1alpha1", "CSIStorageCapacity VolumeAttachment", "storage.k8s.io/v1"],
  ["1.27", "resource.k8s.io/v1alpha1", claims, "resource.k8s.io/v1"],
  [
    "1.29",
    "flowcontrol.apiserver.k8s.io/v1beta2",
    "FlowSchema PriorityLevelConfiguration",
    "flowcontrol.apiserver.k8s.io/v1",
  ],
  ["1.31", "resource.k8s.io/v1alpha2", claims, "resource.k8s.io/v1"],
  ["1.31", "resource.k8s.io/v1alpha2", "ResourceClass"],
  [
    "1.32",
    "flowcontrol.apiserver.k8s.io/v1beta3",
    "FlowSchema PriorityLevelConfiguration",
    "flowcontrol.apiserver.k8s.io/v1",
  ],
  ["1.33", "resource.k8s.io/v1alpha3", claims, "resource.k8s.io/v1"],
];

/** What does the work of the kinds that are gone. */
const insteadOf: Readonly<Record<string, string>> = {
  InitializerConfiguration: "a MutatingWebhookConfiguration",
  PodSecurityPolicy: "Pod Security Admission, by labels of the namespace",
  AuditSink: "the API server's own audit backends",
  PodPreset: "a MutatingWebhookConfiguration",
  ResourceClass: "a DeviceClass of resource.k8s.io/v1",
};

const byVersion = new Map(
  removals.flatMap(([since, apiVersion, kinds, replacement]) =>
    kinds.split(" ").map((kind): [string, RemovedKind] => {
      const instead = memberOf(insteadOf, kind);
      const gone = instead === undefined ? {} : { instead };
      return [`${apiVersion} ${kind}`, { since, ...(replacement === undefined ? gone : { replacement }) }];
    }),
  ),
);

/** What became of a version of a built-in kind; `undefined` for one that was not removed. */
export const removedKind = (apiVersion: string, kind: string): RemovedKind | undefined =>
  byVersion.get(`${apiVersion} ${kind}`);

/** Says what to write instead; `undefined` for a version that was not removed. */
export function removalText(apiVersion: string, kind: string): string | undefined {
  const removed = removedKind(apiVersion, kind);
  if (removed === undefined) return undefined;
  const { since, replacement, instead } = removed;
  const gone = `Kubernetes ${since} removed it from "${apiVersion}"`;
  return replacement === undefined
    ? `${gone}, and no other version has it; its work is done by ${instead ?? "nothing"}`
    : `${gone}; write apiVersion: ${replacement}, and see what changed in it`;
}

/** All removed versions, for tests: `[apiVersion, kind, what became of it]`. */
export const removedKinds: readonly (readonly [apiVersion: string, kind: string, removed: RemovedKind])[] = [
  ...byVersion,
].map(([key, removed]) => {
  const [apiVersion = "", kind = ""] = key.split(" ");
  return [apiVersion, kind, removed];
});
