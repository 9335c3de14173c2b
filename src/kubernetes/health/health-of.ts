import { memberOf } from "../../lib/index.ts";
import { groupVersion, type KubernetesObject } from "../client/index.ts";
import { customResourceDefinition, persistentVolumeClaim, podDisruptionBudget, service } from "./cluster-objects.ts";
import { conditionOf, conditionsOf, statusOf } from "./fields.ts";
import { current, failed, type Health, inProgress } from "./health.ts";
import { canary, rollout } from "./progressive-delivery.ts";
import { daemonSet, deployment, job, pod, replicaSet, statefulSet } from "./workloads.ts";

const rules: Readonly<Record<string, (object: KubernetesObject) => Health>> = {
  "apps/Deployment": deployment,
  "apps/StatefulSet": statefulSet,
  "apps/DaemonSet": daemonSet,
  "apps/ReplicaSet": replicaSet,
  "batch/Job": job,
  "batch/CronJob": () => current("exists"),
  "/ConfigMap": () => current("exists"),
  "/Secret": () => current("exists"),
  "/Pod": pod,
  "/Service": service,
  "/PersistentVolumeClaim": persistentVolumeClaim,
  "apiextensions.k8s.io/CustomResourceDefinition": customResourceDefinition,
  "policy/PodDisruptionBudget": podDisruptionBudget,
};
/** Kinds of others whose own words say more than the conventions do. */
const ownWords: typeof rules = { "flagger.app/Canary": canary, "argoproj.io/Rollout": rollout };

/**
 * How far an object is, from its own fields, by the rules of kstatus (cli-utils 1.2.3 as Flux 1.9.6 uses it).
 *
 * The conventions of conditions come first, for every kind. An object that says nothing about itself is current: there is
 * nothing to wait for. docs/flux.md names where the rules are stricter than kstatus.
 */
export function healthOf(object: KubernetesObject): Health {
  if (object.metadata.deletionTimestamp !== undefined) return { status: "Terminating", message: "being deleted" };
  const key = `${groupVersion(object.apiVersion).group}/${object.kind}`;
  return (
    memberOf(ownWords, key)?.(object) ?? byConventions(object) ?? memberOf(rules, key)?.(object) ?? byReady(object)
  );
}

/** What the generation and the conditions `Reconciling` and `Stalled` say, if they decide. */
function byConventions(object: KubernetesObject): Health | undefined {
  const { generation } = object.metadata;
  const observed = statusOf(object)["observedGeneration"] ?? undefined;
  if (generation !== undefined && observed !== undefined && observed !== generation)
    return inProgress(`generation ${generation} is not observed yet`);
  const conditions = conditionsOf(object);
  if (conditions === undefined) return inProgress("its status.conditions is no list");
  for (const { type, status, reason, message } of conditions) {
    if (status !== "True") continue;
    if (type === "Reconciling") return inProgress(message || reason);
    if (type === "Stalled") return failed(message || reason);
  }
  return undefined;
}

function byReady(object: KubernetesObject): Health {
  const ready = conditionOf(object, "Ready");
  return ready?.status === "False" || ready?.status === "Unknown"
    ? inProgress(ready.message || ready.reason)
    : current(ready?.message || "exists");
}
