import { isObject, type JsonObject, memberOf, sameJson } from "../../lib/index.ts";
import type { Schema } from "./schemas.ts";

/**
 * What a kube-apiserver fills in by code, which its schemas do not say.
 *
 * Source: objects stored by kube-apiserver 1.34.1.
 */
const filledIn: Readonly<Record<string, readonly unknown[]>> = {
  replicas: [1],
  minReplicas: [1],
  revisionHistoryLimit: [10],
  progressDeadlineSeconds: [600],
  podManagementPolicy: ["OrderedReady"],
  strategy: [{ type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } }],
  updateStrategy: [
    { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
    { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
  ],
  persistentVolumeClaimRetentionPolicy: [{ whenDeleted: "Retain", whenScaled: "Retain" }],
  restartPolicy: ["Always"],
  dnsPolicy: ["ClusterFirst"],
  schedulerName: ["default-scheduler"],
  terminationGracePeriodSeconds: [30],
  enableServiceLinks: [true],
  terminationMessagePath: ["/dev/termination-log"],
  terminationMessagePolicy: ["File"],
  protocol: ["TCP"],
  scheme: ["HTTP"],
  path: ["/"],
  initialDelaySeconds: [0],
  timeoutSeconds: [1, 10],
  periodSeconds: [10],
  successThreshold: [1],
  failureThreshold: [3],
  apiVersion: ["v1"],
  kind: ["PersistentVolumeClaim"],
  defaultMode: [420],
  expirationSeconds: [3600],
  type: ["ClusterIP", "Opaque", "RollingUpdate"],
  sessionAffinity: ["None"],
  internalTrafficPolicy: ["Cluster"],
  externalTrafficPolicy: ["Cluster"],
  completionMode: ["NonIndexed"],
  parallelism: [1],
  completions: [1],
  backoffLimit: [6],
  suspend: [false],
  podReplacementPolicy: ["TerminatingOrFailed"],
  concurrencyPolicy: ["Allow"],
  successfulJobsHistoryLimit: [3],
  failedJobsHistoryLimit: [1],
  volumeMode: ["Filesystem"],
  reclaimPolicy: ["Delete"],
  volumeBindingMode: ["Immediate"],
  preemptionPolicy: ["PreemptLowerPriority"],
  failurePolicy: ["Fail"],
  matchPolicy: ["Equivalent"],
  reinvocationPolicy: ["Never"],
  scope: ["*"],
  status: [{ phase: "Pending" }],
  apiGroup: ["rbac.authorization.k8s.io", ""],
  whenUnsatisfiable: ["DoNotSchedule"],
  nodeAffinityPolicy: ["Honor"],
  nodeTaintsPolicy: ["Ignore"],
  selectPolicy: ["Max"],
};

/**
 * Whether the server fills in this value where none is declared.
 *
 * @param around what stands beside it in the cluster
 * @param builtIn a kind of Kubernetes itself, whose defaults are code; those of a definition are in its schema
 */
export function isFilledIn(
  name: string,
  value: unknown,
  schema: Schema | undefined,
  around: JsonObject,
  builtIn: boolean,
): boolean {
  if (schema !== undefined && "default" in schema.content && sameJson(schema.content["default"], value)) return true;
  if (!builtIn) return false;
  if (isNothing(value) || allocated.has(name)) return true;
  return [...(memberOf(filledIn, name) ?? []), ...derived(name, around)].some((each) => sameJson(each, value));
}

/** What the server chooses, and keeps. */
const allocated = new Set([
  "clusterIP",
  "clusterIPs",
  "ipFamilies",
  "ipFamilyPolicy",
  "nodePort",
  "healthCheckNodePort",
]);

/** What the server makes of the fields beside it. */
function derived(name: string, around: JsonObject): readonly unknown[] {
  switch (name) {
    case "imagePullPolicy":
      return typeof around["image"] === "string"
        ? [/:(?!latest$)[^/]*$/.test(around["image"]) ? "IfNotPresent" : "Always"]
        : [];
    case "targetPort":
      return [around["port"]];
    case "serviceAccount":
      return [around["serviceAccountName"]];
    default:
      return [];
  }
}

/** What Go writes for a value that was never set. */
function isNothing(value: unknown): boolean {
  if (value === null || value === "") return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}
