import { memberOf } from "../../lib/index.ts";
import { groupVersion, type KubernetesObject } from "../client/index.ts";
import {
  customResourceDefinition,
  namespace,
  persistentVolumeClaim,
  podDisruptionBudget,
  service,
} from "./cluster-objects.ts";
import { conditionOf, statusOf } from "./fields.ts";
import { current, failed, type Health, inProgress } from "./health.ts";
import { canary, rollout } from "./progressive-delivery.ts";
import { daemonSet, deployment, job, pod, replicaSet, statefulSet } from "./workloads.ts";

const rules: Readonly<Record<string, (object: KubernetesObject) => Health>> = {
  "apps/Deployment": deployment,
  "apps/StatefulSet": statefulSet,
  "apps/DaemonSet": daemonSet,
  "apps/ReplicaSet": replicaSet,
  "batch/Job": job,
  "/Pod": pod,
  "/Service": service,
  "/PersistentVolumeClaim": persistentVolumeClaim,
  "/Namespace": namespace,
  "apiextensions.k8s.io/CustomResourceDefinition": customResourceDefinition,
  "policy/PodDisruptionBudget": podDisruptionBudget,
  "flagger.app/Canary": canary,
  "argoproj.io/Rollout": rollout,
};

/**
 * How far an object is, from its own fields.
 *
 * Kinds without a rule are read by the conventions of conditions: `Stalled`, `Reconciling`, `Ready`. An object that says
 * nothing about itself is current: there is nothing to wait for.
 */
export function healthOf(object: KubernetesObject): Health {
  if (object.metadata.deletionTimestamp !== undefined) return { status: "Terminating", message: "being deleted" };
  const { generation } = object.metadata;
  const observed = statusOf(object)["observedGeneration"];
  if (typeof observed === "number" && generation !== undefined && observed < generation)
    return inProgress(`generation ${generation} is not observed yet`);
  const rule = memberOf(rules, `${groupVersion(object.apiVersion).group}/${object.kind}`);
  if (rule !== undefined) return needsStatus(object) ?? rule(object);
  return byConditions(object);
}

/** Right after it was created, a workload has no status: its zeros would be read as "all of zero are ready". */
function needsStatus(object: KubernetesObject): Health | undefined {
  const workload = /^(Deployment|StatefulSet|DaemonSet|ReplicaSet)$/.test(object.kind);
  return workload && statusOf(object)["observedGeneration"] === undefined ? inProgress("not observed yet") : undefined;
}

function byConditions(object: KubernetesObject): Health {
  const stalled = conditionOf(object, "Stalled");
  if (stalled?.status === "True") return failed(stalled.message || stalled.reason);
  const reconciling = conditionOf(object, "Reconciling");
  if (reconciling?.status === "True") return inProgress(reconciling.message || reconciling.reason);
  const ready = conditionOf(object, "Ready");
  if (ready === undefined || ready.status === "True") return current(ready?.message ?? "exists");
  return inProgress(ready.message || ready.reason);
}
